/**
 * The text of `--version`: what somebody who looks into a report has to know. The number comes
 * first and stands alone, for scripts.
 */
export function versionText(
  version: string,
  build: string,
  {versions, platform, arch}: Pick<NodeJS.Process, 'versions' | 'platform' | 'arch'> = process,
): string {
  const runtime = versions.bun === undefined ? `Node ${versions.node}` : `Bun ${versions.bun}`;
  const made = [build, runtime, `${platform} ${arch}`].filter((part) => part !== '');
  return `${version} (${made.join(', ')})`;
}
