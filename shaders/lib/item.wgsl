// The place of an invocation among all of a dispatch whose workgroups may be too many for one dimension.
// Needs: overrides WG, threads of a workgroup, and GX, workgroups in x.

fn item_of(group: vec3u, thread: u32) -> u32 {
  return (group.y * GX + group.x) * WG + thread;
}
