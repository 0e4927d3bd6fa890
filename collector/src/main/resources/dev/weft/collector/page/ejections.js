// Why an instance gets no calls, in words.
import * as format from './format.js';

const CAUSES = {
  consecutive_5xx: 'errors in a row',
  consecutive_gateway_failure: 'gateway errors in a row',
  consecutive_local_origin_failure: 'calls in a row without an answer',
};

/** Of an ejection as the API gives it: by productpage after 5 errors in a row, tried again in 12 s */
export const away = (one, now = Date.now()) =>
  `by ${one.by.replace(/^default\//, '')} after ${one.failures} ${CAUSES[one.cause] ?? one.cause}, `
  + (one.untilMillis > now ? `tried again in ${format.span(one.untilMillis - now)}` : 'about to be tried again');
