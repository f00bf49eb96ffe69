import {showUntrusted} from '../../text/untrusted.js';
import {nameOf} from '../advice/words.js';
import {prctlSupport} from '../derive/kernelFeatures.js';
import {memoryKsmTrial} from '../derive/memoryKsm.js';
import {checking} from './checking.js';
import {dropIn, initScript} from './environmentTable.js';
import {type GuideFacts, hostLibrary, usualLibrary} from './guideFacts.js';
import type {Guide, GuideSection} from './guideShape.js';
import {copy, settingLine} from './lines.js';
import {memoryKsmOnHost} from './prctl.js';
import {trust} from './trust.js';
import {inTurn, systemUnit} from './unit.js';

/** What opting in takes on this host, whatever container it is for. */
export function hostGuide(facts: GuideFacts): Guide {
  const ways = [memoryKsm(facts), preload(facts), guests, ownProgram(facts)];
  return {
    title: `${nameOf(facts.model.sample.host.name)}, this host`,
    sections: [
      containersHere(facts),
      ...ways.filter(({barred}) => !barred),
      ...ways.filter(({barred}) => barred),
      checking(facts),
      trust,
    ],
  };
}

function containersHere({model: {containers = []}}: GuideFacts): GuideSection {
  const counts = new Map<string, number>();
  for (const {kind, id} of containers) {
    if (id.includes(':')) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const kinds = [...counts].map(([kind, count]) => `${count} ${nameOf(kind)}`);
  return {
    heading: 'This host',
    parts: [
      kinds.length === 0
        ? 'No container is running.'
        : `${kinds.join(', ')}. For the exact steps for one of them:`,
      ...(kinds.length === 0 ? [] : [['ksmtop guide NAME']]),
    ],
  };
}

function memoryKsm(facts: GuideFacts): GuideSection {
  const heading = 'MemoryKSM=yes in a unit: a service and all its children, no library needed';
  const {works, tried, text} = memoryKsmOnHost(facts);
  if (!works) return {heading, barred: true, parts: [text]};
  return {
    heading,
    parts: [
      text,
      copy(
        tried
          ? inTurn(memoryKsmTrial, 'systemctl edit mysql.service')
          : 'systemctl edit mysql.service',
      ),
      'In the editor, these two lines; then restart it:',
      ['[Service]', 'MemoryKSM=yes'],
      'A command, and all that it starts:',
      ['systemd-run -p MemoryKSM=yes COMMAND'],
    ],
  };
}

function preload(facts: GuideFacts): GuideSection {
  const path = hostLibrary(facts);
  const library = path ?? usualLibrary;
  return {
    heading: 'LD_PRELOAD: chosen programs, on every kernel',
    parts: [
      path === undefined
        ? 'Install ksm_preload first: on EL and CentOS one RPM, elsewhere built with cmake.'
        : `The library is there: ${showUntrusted(path)}.`,
      copy(settingLine`LD_PRELOAD=${library} COMMAND`),
      ...(facts.surroundings?.systemdRuns === false
        ? initScript(library)
        : ['For a service:', ...dropIn(systemUnit('mysql.service'), library)]),
    ],
  };
}

const guests: GuideSection = {
  heading: 'mem-merge=on: the memory of QEMU guests',
  parts: ['QEMU starts so unless told otherwise; huge pages and shared memory never merge.'],
};

function ownProgram({model}: GuideFacts): GuideSection {
  const hasPrctl = prctlSupport(model.sample) !== 'none';
  return {
    heading: 'In a program of your own',
    parts: [
      hasPrctl
        ? 'A region of its memory; or all of it, and that of its children:'
        : 'A region of its memory:',
      [
        'madvise(address, length, MADV_MERGEABLE);',
        ...(hasPrctl ? ['prctl(PR_SET_MEMORY_MERGE, 1, 0, 0, 0);'] : []),
      ],
    ],
  };
}
