import {type ChildProcess, spawn} from 'node:child_process';

/** What a far side does, by name: a program for Node that has `secret`, `separator` and these. */
const attacks = {
  'a greeting without end': 'forever(() => out("Welcome\\n".repeat(8192)));',
  'a greeting that trickles': 'setInterval(() => out("."), 1000);',
  'complaints without end': 'forever(() => process.stderr.write("warning\\n".repeat(8192), go));',
  'a word without end': 'out(secret + ":"); forever(() => out("x".repeat(65536)));',
  'a separator without end': 'out(secret + ":hello\\n"); forever(() => out("x".repeat(65536)));',
  'complaints without end, later':
    'greet(); forever(() => process.stderr.write("warning\\n".repeat(8192), go));',
  'a file without end': 'greet(); asked(() => forever(() => out(Buffer.alloc(65536))));',
  'a file that trickles': 'greet(); asked(() => setInterval(() => out("x"), 200));',
  'answers that were not requested': 'greet(); forever(() => out(separator.repeat(1000)));',
  'words that were not requested': 'greet(); out(secret + ":wrote\\t7\\t0\\t\\n".repeat(1000));',
  'noise that was not requested': 'greet(); forever(() => out("x".repeat(65536)));',
  'one answer again and again':
    'greet(); asked(() => forever(() => out((separator + "x").repeat(1000))));',
  'tiny pieces without end': 'greet(); asked(() => forever(() => out("x")));',
  'no answer': 'greet();',
} as const;

export const attackNames = Object.keys(attacks) as Array<keyof typeof attacks>;

/** Without single quotes: a shell may have it in them. */
const prelude = `
process.stdout.on("error", () => process.exit());
process.stderr.on("error", () => process.exit());
process.stdin.on("end", () => process.exit());
let secret, separator, go, input = "", begin = () => {};
const out = (bytes) => process.stdout.write(bytes, go);
const forever = (step) => { go = () => setImmediate(step); step(); };
const greet = () => out(secret + ":hello\\n" + separator + secret + ":ready\\t1\\t0\\n");
const asked = (then) => { begin = () => { begin = () => {}; out(separator); then(); }; };
process.stdin.on("data", (bytes) => {
  input += bytes;
  if (secret === undefined && input.includes("\\n")) {
    secret = input.slice(0, input.indexOf("\\n"));
    separator = "K=" + secret + "\\0";
    attack();
  }
  if (/\\nread\\n[^]*\\nenviron/.test(input)) begin();
  if (input.length > 100000) input = "";
});
`;

export function hostileProgram(name: keyof typeof attacks): string {
  return `${prelude} function attack() { ${attacks[name]} }`;
}

/** A far side that is not what it should be. */
export function startHostileFarSide(name: keyof typeof attacks): ChildProcess {
  return spawn(process.execPath, ['-e', hostileProgram(name)], {stdio: 'pipe'});
}
