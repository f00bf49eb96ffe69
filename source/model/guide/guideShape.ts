/** How to opt programs in to merging, for a person to follow. */
export type Guide = {
  title: string;
  sections: readonly GuideSection[];
};

export type GuideSection = {
  heading: string;
  /** A way that does not work on this host; its only part says why. */
  barred?: true;
  parts: readonly GuidePart[];
};

/** A sentence or two; or lines to be copied as they are. */
export type GuidePart = string | readonly string[];
