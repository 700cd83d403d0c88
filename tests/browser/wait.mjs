// Waiting for a condition, never for a length of time.

/** Much longer than anything takes on a busy machine: what comes late is not wrong. */
export const PATIENCE = 60_000;

/** Asks `condition` until it answers something true; returns that. */
export async function until(what, condition, patience = PATIENCE, explain = () => '') {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${patience} ms for ${what} ${explain()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The outcome of `work`, or an error when it takes longer than `limit` milliseconds. */
export async function within(limit, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${limit} ms`)), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
