import {useEffect, useState} from 'react';
import {formatBytes, formatPercent} from '../../text/units.js';

/** The CPU use of this program in the last second (at first since its start) and its memory. */
export function useOwnUse(): string {
  const [cpuPercent, setCpuPercent] = useState(
    () => cpuMs(process.cpuUsage()) / process.uptime() / 10,
  );
  useEffect(() => {
    let usage = process.cpuUsage();
    let sinceMs = performance.now();
    const timer = setInterval(() => {
      const nowMs = performance.now();
      setCpuPercent((cpuMs(process.cpuUsage(usage)) / (nowMs - sinceMs)) * 100);
      usage = process.cpuUsage();
      sinceMs = nowMs;
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  const memory = formatBytes(process.memoryUsage.rss());
  return `ksmtop itself: ${formatPercent(cpuPercent)} cpu, ${memory}`;
}

function cpuMs({user, system}: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}
