/** What other tools call the ways that cases come in, and how they ended. */
export const choiceWords: Readonly<Record<'channel' | 'closeCode', Readonly<Record<string, string>>>> = {
  channel: {
    phone: 'phone', telephone: 'phone', call: 'phone', telefon: 'phone', email: 'email', 'e-mail': 'email', mail: 'email',
    'self-service': 'portal', 'self service': 'portal', portal: 'portal', web: 'portal', 'web form': 'portal',
    chat: 'chat', 'virtual agent': 'chat', 'walk-in': 'walk-in', 'walk in': 'walk-in', 'direct opening': 'walk-in',
    monitoring: 'monitoring', event: 'monitoring', alert: 'monitoring', api: 'api',
  },
  closeCode: {
    'solved (permanently)': 'fixed', 'solved permanently': 'fixed', fixed: 'fixed', resolved: 'fixed', done: 'fixed',
    'solved (work around)': 'workaround', 'solved (workaround)': 'workaround', workaround: 'workaround',
    duplicate: 'duplicate', 'not solved (not reproducible)': 'no-fault-found', 'cannot reproduce': 'no-fault-found',
    'no fault found': 'no-fault-found', 'closed/resolved by caller': 'withdrawn', withdrawn: 'withdrawn',
    cancelled: 'withdrawn', "won't do": 'withdrawn', 'user error': 'user-guided', 'user guided': 'user-guided',
  },
}; // prettier-ignore
