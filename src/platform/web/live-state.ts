/** A stream is renewed when rights change, and is back after about two seconds: that is no loss. */
export const patience = 10_000;

/**
 * Tells whether changes arrive: that they do at once, that they do not only once they have not for longer than a
 * renewal takes. Each is told once.
 */
export function patiently(tell: (open: boolean) => void): (open: boolean) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told = true;
  const say = (open: boolean) => {
    timer = undefined;
    if (told === open) return;
    told = open;
    tell(open);
  };
  return (open) => {
    if (!open) {
      timer ??= setTimeout(() => say(false), patience);
      return;
    }
    clearTimeout(timer);
    say(true);
  };
}
