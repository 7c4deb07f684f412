/** Parts of a sweep for several machines: part i of n has every n-th point from the i-th on, so that all have as much to do. */
export interface Shard {
  /** From 1. */
  readonly part: number;
  readonly of: number;
}

/** `2/8`; undefined for anything else. */
export function parseShard(text: string): Shard | undefined {
  const match = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text.trim());
  const shard = match && { part: Number(match[1]), of: Number(match[2]) };
  return shard && shard.part <= shard.of ? shard : undefined;
}

/** The points of a part. */
export function* shardPoints(count: number, shard: Shard | null): Generator<number> {
  for (let index = shard ? shard.part - 1 : 0; index < count; index += shard?.of ?? 1) yield index;
}
