/** What may be done. */

/** Events are neither made nor sent, and what waited is forgotten. */
export const NOTHING = 0;
/** Events wait in memory. */
export const HOLD = 1;
/** Events are sent; nothing is stored in the browser, not even the visitor's id. */
export const SEND = 2;
export const ALL = 3;

/** Where the visitor's answer is kept: granted, denied or ignored. */
export const ANSWER = 'polku_consent';

/** Where a tab keeps what opens the clicks that are drawn over its pages. */
export const OVERLAY = 'polku-overlay';
