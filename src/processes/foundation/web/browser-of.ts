/** The browser and the system out of what a browser says of itself; the whole text where it is neither. */
export function browserOf(agent: string | null): string | null {
  if (!agent) return null;
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\/(\d+)/.exec(agent);
  const system = /Windows|Android|iPhone|iPad|Mac OS X|Linux/.exec(agent)?.[0];
  if (!browser) return agent.slice(0, 60);
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera' };
  return [`${names[browser[1] ?? ''] ?? browser[1]} ${browser[2]}`, system].filter(Boolean).join(', ');
}
