import { useEffect, useEffectEvent, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import type { ComboboxStore } from '@mantine/core';

interface First {
  combobox: ComboboxStore;
  /** Something was typed, so that Enter means what is found by it. */
  typing: boolean;
  /** What is found is what was asked for with the last letter. */
  settled: boolean;
  /** The id of the first one found. */
  first: string | undefined;
  choose(id: string): void;
}

/**
 * Enter takes the first one found by what is typed: at once where the answer is there, else as soon as it comes.
 * Whoever types fast never gets what was found by half a word. Returns the handler for the input's keys.
 */
export function useFirst({ combobox, typing, settled, first, choose }: First): (event: KeyboardEvent) => void {
  const wanted = useRef(false);
  const arrive = useEffectEvent(() => {
    if (!typing) return;
    if (!settled) return combobox.resetSelectedOption();
    if (wanted.current && first !== undefined) choose(first);
    else if (first !== undefined) combobox.selectFirstOption();
    wanted.current = false;
  });
  useEffect(() => {
    arrive();
  }, [typing, settled, first]);
  return (event) => {
    if (event.key === 'Enter' && typing && !settled) {
      event.preventDefault();
      event.stopPropagation();
      wanted.current = true;
    } else wanted.current = false;
  };
}
