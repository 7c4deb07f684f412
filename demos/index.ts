/** The list of labs says what they will run on in this browser. It asks for no device: a lab that opens one says what it has got. */
import { element } from './shared/page.js';

async function engine(): Promise<string> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return `No WebGPU here${isSecureContext ? '' : ', as this address is neither https nor localhost'}: labs run in float64 on the CPU, which is exact and slower than a GPU.`;
  const { description, vendor, architecture, device, isFallbackAdapter } = adapter.info;
  const name = description || [vendor, architecture, device].filter(Boolean).join(' ') || 'an adapter without a name';
  return isFallbackAdapter ? `WebGPU only in software (${name}): labs run in float64 on the CPU, which is quicker.` : `WebGPU: ${name}.`;
}

void engine().then((words) => (element('engine').textContent = words));
