import {describe, expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import {findContainers} from '../../../source/model/derive/findContainer.js';
import {guideFor} from '../../../source/model/guide/guideFor.js';
import type {Guide, GuideSection} from '../../../source/model/guide/guideShape.js';
import type {GuideFacts} from '../../../source/model/guide/guideSubject.js';
import type {Model} from '../../../source/model/model.js';
import type {ProcessSample, Sample} from '../../../source/model/sample/sample.js';
import type {Surroundings} from '../../../source/model/sample/surroundings.js';
import {runtimeId} from '../../fixtures/processes/runtimeId.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const web = runtimeId('web');
const library = '/usr/lib64/libksm_preload.so';

type Given = {
  /** As a container id, `lxc:web`. */
  id?: string;
  name?: string;
  /** Command of its first process. */
  init?: string;
  process?: Partial<ProcessSample>;
  release?: string;
  sample?: Omit<NonNullable<Parameters<typeof sampleOf>[0]>, 'processes'>;
  surroundings?: Partial<Surroundings>;
};

const today: Surroundings = {
  kernelThreadsSeen: true,
  zramSwaps: 0,
  systemdRuns: true,
  systemdVersion: 257,
};

function modelOf({id = 'lxc:web', name, init = 'nginx', process, release, sample}: Given): Model {
  const [kind = '', key = ''] = id.split(':');
  const container = {id, kind, name: name ?? key};
  const first = processOf({command: init, innerPid: 1, container, ...process});
  return advance(
    undefined,
    sampleOf({
      host: {kernelRelease: release ?? '6.18.44'},
      processes: [first, processOf({container: first.container})],
      ...sample,
    }),
  );
}

function guideOf(given: Given = {}): Guide {
  const model = modelOf(given);
  const facts: GuideFacts = {model, surroundings: {...today, ...given.surroundings}};
  return guideFor(facts, model.containers?.[0]);
}

const section = ({sections}: Guide, heading: RegExp): GuideSection | undefined =>
  sections.find((entry) => heading.test(entry.heading));

/** The lines to be copied, of all of a guide or of one section. */
const copies = (of: {sections: readonly GuideSection[]}): string[] =>
  of.sections.flatMap(({parts}) => parts.filter((part) => typeof part !== 'string').flat());

const copiesOf = (guide: Guide, heading: RegExp): string[] => {
  const found = section(guide, heading);
  return found ? copies({sections: [found]}) : [];
};

const prose = ({sections}: Guide): string =>
  sections.flatMap(({parts}) => parts.filter((part) => typeof part === 'string')).join(' ');

describe('MemoryKSM=yes', () => {
  const verdict = (given: Given) => section(guideOf(given), /^MemoryKSM=yes/);

  test.each([
    ['2.6.32-042stab145.3', /no prctl opt-in/],
    ['5.10.0-28-amd64', /no prctl opt-in/],
    ['6.3.9', /no prctl opt-in/],
    ['6.4.0', /drops it at every exec/],
    ['6.6.13', /drops it at every exec/],
  ])('is unavailable on Linux %s, with the reason', (release, reason) => {
    const found = verdict({release});
    expect(found).toMatchObject({unavailable: true, parts: [expect.stringMatching(reason)]});
    expect(found?.parts[0]).toContain(release);
  });

  test('is last where it is unavailable, and first where it works', () => {
    const order = (release: string) =>
      guideOf({release}).sections.map(({heading}) => heading.split(/[=:]/)[0]);
    expect(order('6.18.44')).toEqual([
      'Now',
      'First',
      'MemoryKSM',
      'LD_PRELOAD',
      '/etc/ld.so.preload in its root',
      'Afterwards',
      'Caution',
    ]);
    expect(order('6.1.0')[4]).toBe('MemoryKSM');
  });

  test('says that early kernels only scan such programs with later fixes', () => {
    expect(verdict({release: '6.8.4'})?.parts[0]).toMatch(/later stable releases/);
    expect(verdict({release: '6.9.1'})?.parts[0]).not.toMatch(/later stable releases/);
  });

  test('is there where the kernel shows it, whatever its number', () => {
    const sample = {ksm: {general_profit: 0, smart_scan: 1}};
    expect(verdict({release: '5.14.0-570.el9', sample})?.unavailable).toBeUndefined();
    expect(verdict({release: '5.14.0-570.el9'})?.unavailable).toBe(true);
  });

  test('needs a systemd that supports it', () => {
    expect(verdict({surroundings: {systemdVersion: 253}})).toMatchObject({unavailable: true});
    expect(verdict({surroundings: {systemdRuns: false}})).toMatchObject({unavailable: true});
  });

  test('says which systemd it needs where the version is unknown', () => {
    const model = modelOf({});
    const guide = guideFor({model}, model.containers?.[0]);
    expect(section(guide, /^MemoryKSM/)?.parts[0]).toMatch(/from version 256 on/);
    expect(copiesOf(guide, /^MemoryKSM/)[0]).toMatch(/^systemd-run --wait .* && systemctl edit/);
  });

  test.each([
    ['service:mysql.service', 'systemctl edit mysql.service'],
    ['lxc:web', 'systemctl edit lxc@web.service'],
    ['lxc:101', 'systemctl edit pve-container@101.service'],
    ['nspawn:deb1', 'systemctl edit systemd-nspawn@deb1.service'],
    [`docker:${web}`, 'systemctl edit containerd.service'],
    [`kubernetes:${web}`, 'systemctl edit containerd.service'],
  ])('for %s is set where its processes come from', (id, line) => {
    const lines = copiesOf(guideOf({id}), /^MemoryKSM/);
    expect(lines[0]).toBe(line);
    expect(lines).toEqual(expect.arrayContaining(['[Service]', 'MemoryKSM=yes']));
  });
});

describe('LD_PRELOAD', () => {
  const lines = (given: Given) => copiesOf(guideOf(given), /^LD_PRELOAD/);
  const setting = `LD_PRELOAD=${library}`;

  test('the classic: one RPM without what it depends on, one line in an init script', () => {
    const found = lines({id: 'openvz:101', init: 'init', release: '2.6.32-042stab145.3'});
    expect(found).toEqual([
      'vzctl enter 101',
      'rpm -i --nodeps ksm_preload-*.rpm',
      `export ${setting}`,
      'service mysql restart',
    ]);
  });

  test('for what the container runs alone, in the settings of LXC, Proxmox, nspawn', () => {
    expect(lines({id: 'lxc:web'})).toContain(`lxc.environment = ${setting}`);
    expect(lines({id: 'lxc:101'})).toContain(`lxc.environment: ${setting}`);
    expect(lines({id: 'nspawn:deb1'})).toEqual(
      expect.arrayContaining(['[Exec]', `Environment=${setting}`]),
    );
  });

  test.each(['lxc:web', 'lxc:101', 'nspawn:deb1', 'openvz:101'])(
    'for %s with systemd inside, where that systemd looks',
    (id) => {
      const found = lines({id, init: 'systemd'});
      expect(found).toEqual(
        expect.arrayContaining([
          `Environment=${setting}`,
          '[Manager]',
          `DefaultEnvironment=${setting}`,
        ]),
      );
      expect(found.join('\n')).not.toContain('lxc.environment');
      expect(found).not.toContain('[Exec]');
    },
  );

  test('with MemoryKSM=yes inside as well, on kernels that keep it', () => {
    expect(prose(guideOf({init: 'systemd'}))).toMatch(/MemoryKSM=yes in place of Environment=/);
    expect(prose(guideOf({init: 'systemd', release: '6.6.1'}))).not.toMatch(/in place of/);
  });

  test.each(['docker', 'podman'])('as options of %s run', (kind) => {
    const id = `${kind}:${web}`;
    const found = (containerLibraries: Sample['containerLibraries']) =>
      lines({id, sample: {containerLibraries}}).join('\n');
    expect(found({})).toBe(
      `${kind} run \\\n  -e ${setting} \\\n  -v ${library}:${library}:ro \\\n  … IMAGE`,
    );
    expect(found({host: '/usr/share/ksm_preload/libksm_preload.so'})).toContain(
      `-v /usr/share/ksm_preload/libksm_preload.so:${library}:ro`,
    );
    const own = '/usr/local/share/ksm_preload/libksm_preload.so';
    expect(found({[id]: own})).toBe(`${kind} run \\\n  -e LD_PRELOAD=${own} \\\n  … IMAGE`);
    expect(prose(guideOf({id}))).toContain(
      `environment: [${setting}] and volumes: ["${library}:${library}:ro"].`,
    );
    const withLibrary = prose(guideOf({id, sample: {containerLibraries: {[id]: own}}}));
    expect(withLibrary).toContain(`environment: [LD_PRELOAD=${own}]. A wrapper`);
  });

  test('in the specification of a pod', () => {
    const found = lines({
      id: `kubernetes:${web}`,
      sample: {containerLibraries: {host: '/opt/ksm/libksmforce.so'}},
    });
    expect(found).toContain('  - {name: LD_PRELOAD, value: /ksm/libksmforce.so}');
    expect(found).toContain('- {name: ksm, hostPath: {path: /opt/ksm}}');
  });

  test('for a service, a session, a sandbox', () => {
    expect(lines({id: 'service:mysql.service'})).toEqual(
      expect.arrayContaining(['systemctl edit mysql.service', `Environment=${setting}`]),
    );
    expect(lines({id: 'session:session-3.scope'})).toContain(`${setting} COMMAND`);
    expect(lines({id: 'namespace:4026532709'}).join()).toContain(`--setenv LD_PRELOAD ${library}`);
    expect(lines({id: 'flatpak:org.gimp.GIMP-77'})).toContain(
      `flatpak override --env=${setting} org.gimp.GIMP`,
    );
    expect(lines({id: 'garden:0f1d2a3b'})).toContain(setting);
  });

  test('says whether the library is there, and where', () => {
    const of = (found: string | false | undefined) =>
      prose(guideOf({sample: {containerLibraries: found === undefined ? {} : {'lxc:web': found}}}));
    const path = '/usr/share/ksm_preload/libksm_preload.so';
    expect(of(path)).toContain(`The library is installed in its root: ${path}.`);
    expect(of(false)).toContain('no KSM library in the usual places');
    expect(of(undefined)).not.toContain('usual places');
    expect(of(undefined)).not.toContain('SSH');
    const overSsh = {host: {containerFilesRead: false}} as const;
    expect(prose(guideOf({sample: overSsh}))).toContain(
      'Whether its root has a KSM library is not read over SSH',
    );
    expect(lines({sample: {containerLibraries: {'lxc:web': path}}})).toContain(
      `lxc.environment = LD_PRELOAD=${path}`,
    );
  });
});

test('/etc/ld.so.preload, for setuid programs, belongs inside the container', () => {
  expect(section(guideOf(), /ld\.so\.preload/)?.parts[0]).toMatch(/^Inside the container, never/);
  expect(copiesOf(guideOf(), /ld\.so\.preload/)).toEqual([`echo ${library} >> /etc/ld.so.preload`]);
});

describe('QEMU', () => {
  const guest = (commandLine: string, id = 'qemu:vm1') => guideOf({id, process: {commandLine}});

  test('offers memory by default, unless that is turned off', () => {
    expect(prose(guest('qemu-system-x86_64 -machine q35'))).toMatch(/offers .* by default/);
    expect(prose(guest('qemu-system-x86_64 -machine q35,mem-merge=off'))).toMatch(
      /started with mem-merge=off/,
    );
  });

  test('is set by libvirt, by Proxmox, by hand', () => {
    expect(copies(guest('qemu'))).toEqual(expect.arrayContaining(['virsh edit vm1']));
    expect(copies(guest('qemu')).join('\n')).toContain('mem-merge=on');
    expect(copies(guest('kvm', 'qemu:200'))).toContain('qm set 200 --allow-ksm 1');
  });

  test('needs no library and no unit', () => {
    expect(section(guest('qemu'), /LD_PRELOAD|MemoryKSM/)).toBeUndefined();
  });
});

describe('afterwards', () => {
  test('says how to look again, and how long it takes', () => {
    const model = modelOf({id: `docker:${web}`, name: 'shop'});
    const slow = {...model, scans: {...model.scans, fullScanSeconds: 8}};
    const guide = guideFor({model: slow}, slow.containers?.[0]);
    expect(copiesOf(guide, /Afterwards/)).toEqual(['ksmtop print -n 1 --container shop']);
    expect(prose(guide)).toContain('about 16 s');
  });

  test('says that ksmd is stopped', () => {
    expect(copiesOf(guideOf({sample: {ksm: {run: 0}}}), /Afterwards/)).toContain(
      'ksmtop set run=1',
    );
    expect(copiesOf(guideOf(), /Afterwards/)).not.toContain('ksmtop set run=1');
  });

  test('says that ksmd is stopped only where it can be, and is known to be', () => {
    const withoutKsm = guideOf({sample: {ksm: false}});
    expect(copiesOf(withoutKsm, /Afterwards/)).not.toContain('ksmtop set run=1');
    expect(prose(withoutKsm)).toContain('no KSM is visible');
    const model = modelOf({});
    const {run: _, ...parameters} = model.sample.ksm?.parameters ?? {};
    const ksm = {parameters, counters: {}};
    const unknown = guideFor({model: {...model, sample: {...model.sample, ksm}}}, undefined);
    expect(copiesOf(unknown, /Afterwards/)).toEqual([]);
  });

  test('says what old kernels do not report', () => {
    expect(prose(guideOf({release: '3.10.0'}))).toContain('Linux before 6.1 reports nothing more');
    expect(prose(guideOf({release: '5.19.0'}))).toContain('shows loaded, and after two full scans');
    expect(prose(guideOf({release: '6.1.0'}))).not.toContain('reports nothing more');
  });

  test('says of a guest nothing of a library', () => {
    for (const release of ['3.10.0', '5.19.0', '6.12.0']) {
      const text = prose(guideOf({id: 'qemu:web', release}));
      expect(text).toMatch(/when the guest starts|single guests/);
      expect(text).not.toMatch(/loaded|library/);
    }
  });
});

test('a container inside another one is called as the runtime in there calls it', () => {
  const guide = guideOf({id: `docker:${web}/${runtimeId('inner')}`, name: 'ci/shop'});
  expect(prose(guide)).toContain('inside another one');
  expect(copies(guide).join(' ')).toContain(`docker restart ${runtimeId('inner').slice(0, 12)}`);
  expect(copies(guide).join(' ')).not.toContain('ci/shop');
  expect(prose(guideOf())).not.toContain('inside another one');
});

test('puts nothing from a container into a line for a shell but a plain word', () => {
  const evil = 'x; rm -rf / #\u001b[2J';
  for (const id of [`lxc:${evil}`, `nspawn:${evil}`, `qemu:${evil}`, `service:${evil}`]) {
    const guide = guideOf({id, sample: {containerLibraries: {[id]: `/lib/${evil}`}}});
    expect(copies(guide).join('\n')).not.toMatch(/rm -rf|\u001b/);
    expect(prose(guide)).toContain('The lines for this step are left out');
    expect(`${guide.title} ${prose(guide)}`).not.toContain('\u001b');
  }
  const docker = guideOf({id: `docker:${web}`, name: evil});
  expect(copies(docker).join('\n')).toContain(`docker restart ${web.slice(0, 12)}`);
});

describe('for the host', () => {
  const hostGuide = (given: Given = {}) => {
    const model = modelOf({...given, id: given.id ?? 'host', name: 'host'});
    return guideFor({model, surroundings: {...today, ...given.surroundings}}, undefined);
  };

  test('counts the containers that have guides of their own', () => {
    const guide = hostGuide({id: 'lxc:web'});
    expect(prose(guide)).toContain('1 lxc.');
    expect(copies(guide)).toContain('ksmtop guide NAME');
    expect(prose(hostGuide())).toContain('No container is running.');
  });

  test('names every method that this kernel and this systemd support', () => {
    const headings = (guide: Guide) =>
      guide.sections
        .filter(({unavailable}) => !unavailable)
        .map(({heading}) => heading.split(/[=:]/)[0]);
    expect(headings(hostGuide())).toEqual([
      'This host',
      'First',
      'MemoryKSM',
      'LD_PRELOAD',
      'mem-merge',
      'In your own program',
      'Afterwards',
      'Caution',
    ]);
    expect(headings(hostGuide({release: '5.10.0'}))).not.toContain('MemoryKSM');
    expect(copies(hostGuide({release: '5.10.0'})).join()).not.toContain('prctl');
    expect(copies(hostGuide()).join()).toContain('prctl(PR_SET_MEMORY_MERGE');
  });

  test('shows what starts services here', () => {
    expect(copies(hostGuide())).toContain(`Environment=LD_PRELOAD=${library}`);
    expect(copies(hostGuide({surroundings: {systemdRuns: false}}))).toContain(
      `export LD_PRELOAD=${library}`,
    );
  });

  test('is the guide of what is in no container', () => {
    const model = modelOf({id: 'host', name: 'host'});
    expect(guideFor({model}, model.containers?.[0]).title).toMatch(/this host/);
  });
});

describe('finding a container', () => {
  const {containers = []} = advance(
    undefined,
    sampleOf({
      processes: [
        processOf({container: {id: `docker:${web}`, kind: 'docker', name: web.slice(0, 12)}}),
        processOf({container: {id: 'lxc:101', kind: 'lxc', name: '101'}}),
        processOf({container: {id: 'openvz:101', kind: 'openvz', name: '101'}}),
        processOf({container: {id: 'lxc:shop', kind: 'lxc', name: 'shop'}}),
        processOf({container: {id: 'podman:user@7/ab', kind: 'podman', name: 'user@7/ab'}}),
      ],
      containerNames: {
        'podman:user@7/ab': 'user@7/mine',
        [`docker:${web}`]: 'shop',
        'lxc:101': '101 mail',
      },
    }),
  );
  const ids = (word: string) => findContainers(containers, word).map(({id}) => id);

  test('by name, by id, by what its runtime calls it', () => {
    expect(ids('101 mail')).toEqual(['lxc:101']);
    expect(ids('lxc:101')).toEqual(['lxc:101']);
    expect(ids(web)).toEqual([`docker:${web}`]);
    expect(ids(web.slice(0, 12))).toEqual([`docker:${web}`]);
    // A name goes before a number that another one has.
    expect(ids('101')).toEqual(['openvz:101']);
  });

  test("a user's, by name with and without the user", () => {
    expect(ids('user@7/mine')).toEqual(['podman:user@7/ab']);
    expect(ids('mine')).toEqual(['podman:user@7/ab']);
  });

  test('finds all of one name, and nothing for half a name', () => {
    expect(ids('shop')).toEqual([`docker:${web}`, 'lxc:shop']);
    expect(ids('sho')).toEqual([]);
    expect(ids(web.slice(0, 3))).toEqual([]);
    expect(ids('')).toEqual([]);
  });
});

test('a host without a known name or kernel release is written about all the same', () => {
  const {title, sections} = guideFor(
    {model: advance(undefined, sampleOf({host: {name: '', kernelRelease: ''}}))},
    undefined,
  );
  expect(title).toBe('this host');
  expect(JSON.stringify(sections)).toContain('This kernel has ');
});
