/**
 * Values of an option in a command line whose words are joined by spaces: `--name VALUE`,
 * `--name=VALUE`, of each of the spellings given. A value with spaces cannot be told apart.
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
