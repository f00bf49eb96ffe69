/**
 * Values of an option, in any of these spellings, in a command line whose words are joined by
 * spaces: `--name VALUE`, `--name=VALUE`. A value with spaces is cut at the first one.
 */
export function optionValues(
  commandLine: string | undefined,
  spellings: readonly string[],
): string[] {
  const words = commandLine?.split(' ') ?? [];
  return words.flatMap((word, index) => {
    if (spellings.includes(word)) return words[index + 1] ?? [];
    const spelling = spellings.find((option) => word.startsWith(`${option}=`));
    return spelling === undefined ? [] : word.slice(spelling.length + 1);
  });
}
