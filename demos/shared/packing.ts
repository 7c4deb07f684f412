/**
 * Long links. One that is longer than LONGEST goes packed: the plain link as zlib packs it, whose checksum tells a link that lost or changed a
 * character on its way from another scene, in base64url. All browsers with WebGPU pack, and others since Firefox 113 and Safari 16.4.
 *
 *     v=2&z=eJwrszVUKyhKLU4tsU1KTM4GACmFBWw
 */
import { LinkError, PACKED_VERSION } from './link.js';

/** Characters of a plain link, so that mail and chat pass it on whole. */
export const LONGEST = 4000;
/** Characters of a packed one, which is for what does not fit otherwise: 980 pulses of a brush. Browsers keep it, and so does mail. */
export const LONGEST_PACKED = 16_000;
/** Bytes that a packed link may hold: 980 pulses of a brush, or 2,800 changes of a value, which take a second to check. */
export const MOST_PACKED = 100_000;
/** Bytes that are unpacked at a time: what they hold, at most a thousand times as much, is there before anybody can look how much that is. */
const SLICE = 128;

const HEAD = `v=${PACKED_VERSION}&z=`;

/** A plain link as it stands, or packed where it is long. Rejects with a LinkError what does not fit then either. */
export const fitting = (link: string): string | Promise<string> => (link.length <= LONGEST ? link : packed(link));

/** The plain link that a fragment is, or rejects or throws a LinkError where it is too long or broken. A packed one takes a moment. */
export function unpacked(fragment: string): string | Promise<string> {
  const isPacked = fragment.startsWith(HEAD);
  const longest = isPacked ? LONGEST_PACKED : LONGEST;
  if (fragment.length > longest) throw new LinkError(`This link is longer than ${longest} characters.`);
  return isPacked ? unpack(fragment.slice(HEAD.length)) : fragment;
}

async function packed(link: string): Promise<string> {
  if (typeof CompressionStream === 'undefined') throw new LinkError(`This scene does not fit in a link of ${LONGEST} characters, and this browser packs none; it can be saved as JSON.`);
  const bytes = new TextEncoder().encode(lean(link));
  const z = bytes.length > MOST_PACKED ? null : base64(await through(bytes, new CompressionStream('deflate'), Infinity));
  if (z === null || HEAD.length + z.length > LONGEST_PACKED) throw new LinkError(`This scene does not fit in a link of ${LONGEST_PACKED} characters; it can be saved as JSON.`);
  return HEAD + z;
}

async function unpack(z: string): Promise<string> {
  if (typeof DecompressionStream === 'undefined') throw new LinkError('This link is packed, and this browser unpacks none.');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await through(bytesOf(z), new DecompressionStream('deflate'), MOST_PACKED));
  } catch (error) {
    if (error instanceof LinkError) throw error;
    throw new LinkError('This link is packed, and some of it was lost or changed on its way.');
  }
}

/** The same entries with nothing escaped but what would be read as something else. */
const lean = (link: string) => [...new URLSearchParams(link)].map(([key, value]) => `${key}=${value.replace(/[%&+]/g, encodeURIComponent)}`).join('&');

/** What a stream makes of some bytes. @throws LinkError once it has made more than `most`, or what the stream throws */
async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream, most: number): Promise<Uint8Array> {
  let at = 0;
  const source = new ReadableStream<BufferSource>({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.subarray(at, (at += SLICE)));
      else controller.close();
    },
  }, { highWaterMark: 0 });
  const reader = (source.pipeThrough(stream) as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > most) {
      void reader.cancel().catch(() => {});
      throw new LinkError(`This link is packed, and holds more than ${most} characters.`);
    }
    parts.push(part.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')).replace(/[+/=]/g, (c) => ({ '+': '-', '/': '_' })[c] ?? '');

/** @throws DOMException where it is not base64 */
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replace(/[-_]/g, (c) => (c === '-' ? '+' : '/'))), (c) => c.charCodeAt(0));
