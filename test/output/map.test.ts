import {describe, expect, test} from 'vitest';
import {mapCsv} from '../../source/output/map/mapCsv.js';
import {mapJson} from '../../source/output/map/mapJson.js';
import {mapText} from '../../source/output/map/mapText.js';
import {mapReportOf} from '../fixtures/map.js';

const spell = (text: string) => text;

describe('the sharing map as text', () => {
  test('has the containers, the matrix, and what follows', () => {
    expect(mapText(mapReportOf(), {spell})).toMatchInlineSnapshot(`
      "CONTAINER      MERGED      WITHIN      OTHERS     TENANTS       SAVED  IF IT ENDS  TO OPT OUT        ZERO
      db           24.0 KiB    4.00 KiB    8.00 KiB    8.00 KiB    20.0 KiB    4.00 KiB    28.0 KiB    8.00 KiB
      web          12.0 KiB         0 B    12.0 KiB    8.00 KiB    10.0 KiB         0 B    12.0 KiB         0 B
      batch        8.00 KiB    4.00 KiB    4.00 KiB         0 B    6.00 KiB         0 B    8.00 KiB         0 B

      SHARED BY               1           2           3
      1 db             4.00 KiB    8.00 KiB           –
      2 web            8.00 KiB           –    4.00 KiB
      3 batch                 –    4.00 KiB    4.00 KiB

      8.00 KiB of merged memory is shared across tenants, by 2 containers: a tenant can find out what another one holds in memory.
      Tenants: ann, bob.
      SAVED is exact here; elsewhere it is pro rata to the merged pages. They differ most for batch: 6.00 KiB instead of 3.00 MiB.
      "
    `);
  });

  test('fits a terminal of 80 columns: the matrix has what the table leaves out', () => {
    const report = mapReportOf();
    const groups = report.groups.map((group) => ({...group, zeroBytes: 0}));
    const lines = mapText({...report, groups}, {spell, columns: 80}).split('\n');
    expect(lines[0]).toMatch(/^CONTAINER +MERGED +TENANTS +SAVED +IF IT ENDS +TO OPT OUT$/);
    for (const each of lines) expect(each.length).toBeLessThanOrEqual(80);
  });

  test('says by which pattern tenants are named', () => {
    const text = mapText({...mapReportOf(), tenantPattern: '^(\\w+)-'}, {spell});
    expect(text).toMatch(/^Tenants \(named by the pattern \^\(\\w\+\)-\): ann, bob\.$/m);
  });

  test('without a view of frames says what cannot be determined, and shows what can', () => {
    const text = mapText(mapReportOf({hidden: 'frames', groups: mapReportOf().map.groups}), {
      spell,
    });
    expect(text).toMatch(/^CONTAINER +ZERO +PRO RATA$/m);
    expect(text).toMatch(/^db +8\.00 KiB +3\.00 MiB$/m);
    expect(text).toMatch(/cannot determine who shares with whom: without CAP_SYS_ADMIN/);
    expect(text).not.toMatch(/SHARED BY|TENANTS/);
  });

  test('zero pages that the kernel does not count are unknown', () => {
    const report = mapReportOf({hidden: 'flags'});
    const groups = report.groups.map((group) => ({...group, zeroBytes: undefined}));
    const text = mapText({...report, groups}, {spell});
    expect(text).toMatch(/^db +– +3\.00 MiB$/m);
    expect(text).toMatch(
      /cannot be read\. That takes root, and a kernel with CONFIG_PROC_PAGE_MONITOR/,
    );
  });

  test('says what it doubts', () => {
    const text = mapText(
      mapReportOf({
        frames: 3,
        flagBelieved: false,
        undecidedPages: 5,
        processesNotRead: 4,
        leftOut: [{pid: 7, group: 0, bytes: 0, reason: 'hangs'}],
      }),
      {spell},
    );
    expect(text).toMatch(/3 merged frames with 11 users; the kernel counts 4 with 11\./);
    expect(text).toMatch(/KPF_KSM .* is wrong on this kernel.*; 20\.0 KiB could not be/);
    expect(text).toMatch(/the map was stopped before it had read 4 processes\./);
    expect(text).toMatch(/More may be shared: 1 process left out \(1 hangs\)\./);
  });
});

describe('the sharing map as JSON', () => {
  test('has cells by ID, and figures per container', () => {
    const map = JSON.parse(mapJson(mapReportOf()));
    expect(map).toMatchObject({
      time: '2026-01-02T10:15:32.000Z',
      frames: 4,
      mappings: 11,
      pages_shared: 4,
      pages_sharing: 7,
      tenants_crossed_bytes: 8192,
    });
    expect(map.cells).toContainEqual({a: 'lxc:db', b: 'lxc:web', frames: 2, bytes: 8192});
    expect(map.containers[0]).toMatchObject({
      id: 'lxc:db',
      tenants: ['ann'],
      freed_when_ended_bytes: 4096,
      shares_with: ['lxc:web'],
    });
    expect(map.containers[0]).not.toHaveProperty('other_node_bytes');
  });

  test('of some containers has their cells only', () => {
    const map = JSON.parse(mapJson(mapReportOf(), new Set(['lxc:batch'])));
    expect(map.containers.map(({id}: {id: string}) => id)).toEqual(['lxc:batch']);
    expect(map.cells.map(({a}: {a: string}) => a)).toEqual(['lxc:web', 'lxc:batch']);
  });

  test('says when it is a lower bound', () => {
    expect(JSON.parse(mapJson(mapReportOf()))).not.toHaveProperty('lower_bound');
    const map = JSON.parse(mapJson(mapReportOf({processesNotRead: 4})));
    expect(map.lower_bound).toBe(true);
  });

  test('leaves out what is hidden', () => {
    const map = JSON.parse(mapJson(mapReportOf({hidden: 'flags'})));
    expect(map.hidden).toBe('flags');
    for (const key of ['cells', 'frames', 'tenants_crossed_bytes']) {
      expect(map).not.toHaveProperty(key);
    }
    expect(map.containers[0]).not.toHaveProperty('merged_bytes');
    expect(map.containers[0]).toMatchObject({zero_bytes: 8192});
  });
});

test('the sharing map as CSV has the same columns, whatever is known', () => {
  const [headings, db] = mapCsv(mapReportOf()).split('\r\n');
  expect(headings).toMatch(/^id,container,kind,tenants,merged_bytes,within_bytes,others_bytes,/);
  expect(db).toMatch(/^lxc:db,db,lxc,ann,24576,4096,8192,8192,,/);
  const [sameHeadings, hidden] = mapCsv(mapReportOf({hidden: 'frames'})).split('\r\n');
  expect(sameHeadings).toBe(headings);
  expect(hidden).toMatch(/^lxc:db,db,lxc,ann,,,,,/);
});
