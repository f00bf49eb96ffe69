import {showUntrusted} from '../../text/untrusted.js';
import {nameOf} from '../advice/words.js';
import {prctlSupport} from '../derive/kernelFeatures.js';
import {memoryKsmTrial} from '../derive/memoryKsm.js';
import {afterwards, caution} from './closingSections.js';
import {dropIn, initScript} from './environmentTable.js';
import {type Guide, type GuideSection, settingLine, verbatim} from './guideShape.js';
import {type GuideFacts, hostLibrary, usualLibrary} from './guideSubject.js';
import {opening} from './openingSection.js';
import {memoryKsmOnHost} from './prctl.js';
import {inTurn, systemUnit} from './unit.js';

/** How to opt in on this host, whatever the container. */
export function hostGuide(facts: GuideFacts): Guide {
  const {host, remote} = facts.model.sample;
  const name = nameOf(host.name);
  const methods = [memoryKsm(facts), preload(facts), guests, ownProgram(facts)];
  return {
    title: [name, remote ? '' : 'this host'].filter((part) => part !== '').join(', '),
    sections: [
      containersHere(facts),
      opening(),
      ...methods.filter(({unavailable}) => !unavailable),
      ...methods.filter(({unavailable}) => unavailable),
      afterwards(facts),
      caution,
    ],
  };
}

function containersHere({model}: GuideFacts): GuideSection {
  const counts = new Map<string, number>();
  for (const {kind, id} of model.containers ?? []) {
    if (id.includes(':')) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const kinds = [...counts].map(([kind, count]) => `${count} ${nameOf(kind)}`);
  return {
    heading: model.sample.remote ? 'The host' : 'This host',
    parts: [
      kinds.length === 0
        ? 'No container is running.'
        : `Containers: ${kinds.join(', ')}. For the exact steps for one of them:`,
      ...(kinds.length === 0 ? [] : [['ksmtop guide NAME']]),
    ],
  };
}

function memoryKsm(facts: GuideFacts): GuideSection {
  const heading = 'MemoryKSM=yes in a unit: a service and all its children, no library needed';
  const {works, needsTrial, text} = memoryKsmOnHost(facts);
  if (!works) return {heading, unavailable: true, parts: [text]};
  return {
    heading,
    parts: [
      text,
      verbatim(
        needsTrial
          ? inTurn(memoryKsmTrial, 'systemctl edit mysql.service')
          : 'systemctl edit mysql.service',
      ),
      'In the editor, add these two lines; then restart the service:',
      ['[Service]', 'MemoryKSM=yes'],
      'For a command and everything that it starts:',
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
        ? 'Install ksm_preload first: an RPM on EL and CentOS; elsewhere, build it with cmake.'
        : `The library is installed: ${showUntrusted(path)}.`,
      verbatim(settingLine`LD_PRELOAD=${library} COMMAND`),
      ...(facts.surroundings?.systemdRuns === false
        ? initScript(library)
        : ['For a service:', ...dropIn(systemUnit('mysql.service'), library)]),
    ],
  };
}

const guests: GuideSection = {
  heading: 'mem-merge=on: the memory of QEMU guests',
  parts: ['This is the default of QEMU; huge pages and shared memory never merge.'],
};

function ownProgram({model}: GuideFacts): GuideSection {
  const hasPrctl = prctlSupport(model.sample) !== 'none';
  return {
    heading: 'In your own program',
    parts: [
      hasPrctl
        ? 'For one region of memory; or for all memory of the program and its children:'
        : 'For one region of memory:',
      [
        'madvise(address, length, MADV_MERGEABLE);',
        ...(hasPrctl ? ['prctl(PR_SET_MEMORY_MERGE, 1, 0, 0, 0);'] : []),
      ],
    ],
  };
}
