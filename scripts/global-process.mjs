// Replaces `node:process` in the bundle. For an import of that, Node reads every property of
// `process`, and some load modules: 7 ms of each start.
export default process;
export const {cwd, env} = process;
