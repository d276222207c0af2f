import { createTheme } from '@mantine/core';
import type { MantineColorsTuple, VariantColorsResolver } from '@mantine/core';

const shades = (shade: string) => Array.from({ length: 10 }, () => shade) as unknown as MantineColorsTuple;

/** Buttons in our own tokens, so that both themes have the contrast that the tokens were computed for. */
const variants: VariantColorsResolver = ({ variant, color }) => {
  if (variant === 'filled') {
    return color === 'note'
      ? { background: 'var(--note)', hover: 'var(--note)', color: 'var(--note-soft)', border: '1px solid transparent' }
      : {
          background: 'var(--accent)',
          hover: 'var(--accent-hover)',
          color: 'var(--on-accent)',
          border: '1px solid transparent',
        };
  }
  if (variant === 'light') {
    return {
      background: 'var(--good-soft)',
      hover: 'var(--good-soft)',
      color: 'var(--good)',
      border: '1px solid var(--good)',
    };
  }
  if (variant === 'subtle') {
    return {
      background: 'transparent',
      hover: 'var(--surface-2)',
      color: 'var(--accent)',
      border: '1px solid transparent',
    };
  }
  return {
    background: 'var(--surface)',
    hover: 'var(--surface-2)',
    color: 'var(--ink)',
    border: '1px solid var(--line-strong)',
  };
};

/** Compact sizes for a screen that is worked on all day. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: 9,
  colors: { accent: shades('#0b5f6e'), note: shades('#6b4e00') },
  variantColorResolver: variants,
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--font-mono)',
  defaultRadius: 6,
  focusRing: 'auto',
  respectReducedMotion: true,
  headings: { fontFamily: 'var(--font)' },
  components: {
    // The next key is pressed as soon as a dialog is done with: nothing that fades away may still take it.
    Modal: { defaultProps: { transitionProps: { duration: 0 } } },
    // A dialog's head is no banner of the page.
    ModalHeader: { defaultProps: { component: 'div' } },
  },
});
