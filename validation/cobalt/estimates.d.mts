export interface CobaltConstants { P: number; Ms: number; sigma: number; e: number; muB: number; gamma: number; delta: number }
export interface Estimate { name: string; unit: string; equation: string; paper: number; computed: number }
export const cobalt: CobaltConstants;
export function estimates(c?: CobaltConstants): Estimate[];
