/** Flags of the WebGPU specification, which Node has no globals for: GPUBufferUsage, GPUMapMode, GPUShaderStage. */
export const USAGE = { MAP_READ: 0x1, COPY_SRC: 0x4, COPY_DST: 0x8, UNIFORM: 0x40, STORAGE: 0x80 } as const;
export const MAP_MODE_READ = 0x1;
export const STAGE_COMPUTE = 0x4;
