/** Strokes on a 20 × 20 ground, drawn for this product. */
const paths = {
  check: 'M4 10.5 8.2 15 16 5.5',
  close: 'M5 5l10 10M15 5 5 15',
  warning: 'M10 3 18 17H2ZM10 8v4M10 14.5v.2',
  search: 'M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M13.2 13.2 17 17',
  queue: 'M3 5h14M3 10h14M3 15h9',
  phone: 'M5 3h3l1.5 4-2 1.5a9 9 0 0 0 4 4l1.5-2 4 1.5v3c0 1-1 2-2 2C8.5 17 3 11.5 3 5c0-1 1-2 2-2Z',
  chart: 'M3 17h14M5.5 14v-4M10 14V5M14.5 14V8',
  gear: 'M10 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6M10 2.500v2M10 15.500v2M2.5 10h2M15.5 10h2M4.7 4.700l1.4 1.400M13.9 13.900l1.4 1.400M15.3 4.700l-1.4 1.400M6.1 13.900l-1.4 1.4',
  bell: 'M10 3a4.5 4.5 0 0 0-4.5 4.500c0 4-2 5-2 6h13c0-1-2-2-2-6A4.5 4.5 0 0 0 10 3M8.3 16.500a1.8 1.8 0 0 0 3.4 0',
  plus: 'M10 4v12M4 10h12',
  down: 'M5 8l5 5 5-5',
  inward: 'M10 3v9M6.5 8.5 10 12l3.5-3.5M3.5 12v5h13v-5',
  right: 'M8 5l5 5-5 5',
  left: 'M12 5l-5 5 5 5',
  up: 'M5 12l5-5 5 5',
  more: 'M4.5 10h.1M10 10h.1M15.5 10h.1',
  columns: 'M3 4h14v12H3ZM8 4v12M12.5 4v12',
  rows: 'M3 5h14M3 8.300h14M3 11.700h14M3 15h14',
  clip: 'M15.5 9.5 10 15a3.5 3.5 0 0 1-5-5l6-6a2.3 2.3 0 0 1 3.3 3.300l-6 6A1.2 1.2 0 0 1 6.6 11.600L12 6.3',
  lock: 'M5 9h10v8H5ZM7 9V6.500a3 3 0 0 1 6 0V9',
  reply: 'M8 5 3 10l5 5M3 10h8c4 0 6 2 6 6',
  person: 'M10 3.500a3 3 0 1 0 0 6 3 3 0 0 0 0-6M4 17c.500-3.5 3-5.5 6-5.500s5.5 2 6 5.5',
  star: 'M10 2.800l2.2 4.6 5 .7-3.6 3.5.9 5L10 14.2 5.5 16.600l.9-5L2.8 8.100l5-.7Z',
  clock: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6v4.300l2.8 1.7',
  pause: 'M7 5v10M13 5v10',
  eye: 'M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5M10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4',
  link: 'M8.5 11.500l3-3M9 6l1.5-1.500a3.2 3.2 0 0 1 4.7 4.700L13.5 11M11 14l-1.5 1.500a3.2 3.2 0 0 1-4.7-4.700L6.5 9',
  edit: 'M4 16l.7-3.200L13.5 4 16 6.5 7.2 15.300Z',
  expand: 'M11.5 3H17v5.500M8.5 17H3v-5.500M17 3l-6 6M3 17l6-6',
  flag: 'M5 17V3.500h9l-2 3.5 2 3.500H5',
  computer: 'M3 4h14v9H3ZM7 16.500h6M10 13v3.5',
  pin: 'M10 17s-5-4.5-5-8.500a5 5 0 0 1 10 0C15 12.5 10 17 10 17M10 7a1.7 1.7 0 1 0 0 3.400A1.7 1.7 0 0 0 10 7',
  mail: 'M3 5h14v10H3ZM3 6l7 5 7-5',
  filter: 'M3 4h14l-5.5 6.500V16l-3-1.500v-4Z',
  history: 'M3.5 10a6.5 6.5 0 1 1 2 4.700M3.5 10V6M3.5 10h4M10 6.500V10l2.5 1.5',
  signout: 'M12 4H4v12h8M8 10h9M14 7l3 3-3 3',
} as const;

export type IconName = keyof typeof paths;

/** A small drawing beside words, or inside a button that says itself what it does. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.6 : 1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
