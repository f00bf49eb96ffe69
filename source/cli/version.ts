/** The text of `--version`. Scripts read its first word, the number; bug reports need the rest. */
export function versionText(
  version: string,
  build: string,
  {versions, platform, arch}: Pick<NodeJS.Process, 'versions' | 'platform' | 'arch'> = process,
): string {
  const runtime = versions.bun === undefined ? `Node ${versions.node}` : `Bun ${versions.bun}`;
  const made = [build, runtime, `${platform} ${arch}`].filter((part) => part !== '');
  return `${version} (${made.join(', ')})`;
}
