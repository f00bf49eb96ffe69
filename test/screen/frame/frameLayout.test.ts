import {describe, expect, test} from 'vitest';
import {frameLayout} from '../../../source/screen/frame/frameLayout.js';

const base = {height: 40, lowerLines: 1, hasChart: false, hasTitle: false};

describe('the lines of a screen', () => {
  test('are header, trends, the view and the bottom', () => {
    expect(frameLayout({...base, view: {}})).toEqual({
      ...{
        isCovered: false,
        upperTop: 5,
        upperLines: 4,
        shortHeaderLines: 0,
        gapLines: 0,
        viewTop: 9,
        viewLines: 29,
      },
    });
  });

  test('give a chart half of them, as long as rows stay visible', () => {
    const chart = (height: number) => frameLayout({...base, height, hasChart: true, view: {}});
    expect(chart(40)).toMatchObject({upperLines: 20, viewLines: 13});
    expect(chart(24)).toMatchObject({upperLines: 11, viewLines: 6});
  });

  test('are for a view that covers them, but for keys, status and the title of a replay', () => {
    expect(frameLayout({...base, view: {whole: true}})).toMatchObject({
      ...{isCovered: true, shortHeaderLines: 0, viewLines: 38},
    });
    expect(frameLayout({...base, hasTitle: true, view: {whole: true}}).viewLines).toBe(37);
  });

  test('leave header and trends visible where a view has room enough', () => {
    const view = {whole: true, roomyFrom: 28};
    expect(frameLayout({...base, height: 39, view})).toMatchObject({isCovered: true});
    // Where it has not, the lines of ksmd and of what is saved stay.
    expect(frameLayout({...base, height: 24, view})).toMatchObject({
      ...{isCovered: true, shortHeaderLines: 2, viewLines: 20},
    });
    expect(frameLayout({...base, height: 40, view})).toMatchObject({
      ...{isCovered: false, gapLines: 1, viewLines: 28},
    });
  });
});
