// Stands for `node:process` in the bundle. To import that, Node reads every property of `process`
// and loads what some of them stand for: 7 ms of each start.
export default process;
export const {cwd, env} = process;
