/** What a process of llmsim ends with. */

/** 0 done · 1 something was found or not saved · 2 wrong usage or input · 3 a run failed though its command did not · 130 stopped by a second Ctrl-C */
export const exitCodes = { done: 0, failed: 1, usage: 2, runFailed: 3, interrupted: 130 } as const;
