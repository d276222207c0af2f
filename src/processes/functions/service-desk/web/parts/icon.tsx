const shapes = {
  back: 'M15 5l-7 7 7 7',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 20 20',
  broken: 'M13 3 5 14h6l-1 7 8-11h-6z',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5a2 2 0 0 0 4 0',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5',
  clip: 'M8 12.500l5.5-5.500a3 3 0 0 1 4.2 4.200l-7.7 7.700a5 5 0 0 1-7-7L10.5 4.5',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.500l4.5 4.500L19 7.5',
  next: 'M9 5l7 7-7 7',
  file: 'M7 3h7l4 4v14H7zM14 3v4h4',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.500l3 2',
  question: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM9.5 10a2.5 2.5 0 1 1 3.6 2.200c-.8.4-1.1.9-1.1 1.800M12 16.600v.1',
  work: 'M4 7h16v12H4zM9 7V4.500h6V7M4 12.500h16',
  out: 'M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9',
  alert: 'M12 4 3 19.500h18zM12 10v4.500M12 17v.1',
  inbox: 'M4 5h16v14H4zM4 14h4.500a3.5 3.5 0 0 0 7 0H20',
} as const;

export type IconName = keyof typeof shapes;

/** A drawing beside words: it says nothing by itself. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}

/** The product's mark. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false" className="mark">
      <rect width="32" height="32" rx="7" />
      <path d="M16 5v22" className="mark-mast" />
      <path d="M16 6 26 25H16Z" className="mark-sail" />
      <path d="M15 11 6 25h9Z" className="mark-jib" />
    </svg>
  );
}
