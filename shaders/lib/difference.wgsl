// Differences of what is nearly equal, which are to be taken before anything else is added. Needs: the uniform `args`, whose w is 0 in every pass.
// Metal compiles as with fast math: (l - m) + (r - m) becomes l + r - 2 m there, with the round-off of l. No compiler sees through bits that
// are combined with a number it does not know.

fn difference(a: vec3f, b: vec3f) -> vec3f {
  return bitcast<vec3f>(bitcast<vec3u>(a - b) ^ vec3u(args.w));
}

fn difference4(a: vec4f, b: vec4f) -> vec4f {
  return bitcast<vec4f>(bitcast<vec4u>(a - b) ^ vec4u(args.w));
}
