/** The ways to color a screen: for a dark background, a light one, with high contrast, or not at all. */
export const themeNames = ['dark', 'light', 'contrast', 'mono'] as const;
export type ThemeName = (typeof themeNames)[number];
