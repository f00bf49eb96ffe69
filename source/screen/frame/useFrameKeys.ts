import {type Actions, findKey, runAction} from '../keys/keyTable.js';
import {tuningActions} from '../keys/tuningActions.js';
import {useKeys} from '../keys/useKeys.js';
import {viewActions} from '../keys/viewActions.js';
import {useMouseSwitch} from '../mouse/mouseSwitch.js';
import {settingsOf} from '../settings/viewSettings.js';
import {openMap} from '../views/map/openMap.js';
import {viewEntry} from '../views/viewTable.js';
import type {Frame, View} from './frameContext.js';
import type {FrameProps} from './frameProps.js';
import {unusedText} from './lower/statusLine.js';
import {leavesKeysToReplay} from './viewKeys.js';

/** What keys do that the view on top leaves to the screen of its host. */
export function useFrameKeys(frame: Frame, view: View, props: FrameProps): void {
  const {replay, visible} = props;
  const say = frame.remark;
  const switchMouse = useMouseSwitch(frame.view, say);
  const actions: Actions = {
    ...props.screenActions,
    ...tuningActions(frame),
    ...viewActions(frame, viewEntry(view).listKind),
    saveView() {
      // A fleet has an interval of its own.
      const interval = props.closeHost ? undefined : props.intervalSeconds;
      void props.user.save(settingsOf(frame.view.getState(), interval)).then(say);
    },
    mouse: switchMouse,
    copy: () => say('There is nothing to copy here.'),
    map: () => openMap(frame),
    presets() {
      if (view.name !== 'tune') frame.open({name: 'tune'});
      frame.open({name: 'presets'});
    },
    back: frame.back,
  };
  useKeys(
    'replay',
    (key) => visible && leavesKeysToReplay(view) && (replay?.takeKey(key, frame) ?? false),
  );
  useKeys('screen', (key) => visible && runAction(actions, findKey(key)?.action));
  useKeys('unused', (key) => {
    if (visible) say(unusedText(key));
    return true;
  });
}
