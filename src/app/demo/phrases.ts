const en = {
  ask: 'Could you tell us when it happened last, and what exactly the message says? A photo of the screen is enough.',
  escalate: 'First steps done at the desk without success; please take over.',
  back: 'This looks like a setting on the computer, not on our side. Back to the desk with the steps to check.',
  again: 'Checked again as asked: the setting is right and it still fails. Log attached to the earlier note.',
  again2: 'After the second report we found what was left.',
  cause: 'A component failed under normal load; nothing had been changed.',
  notFixed: 'It worked for an hour, but now it is the same again.',
  sorry: 'I am sorry that it came back. I am looking at it again now and will write before the end of the day.',
  duplicate: 'This is the same disturbance as',
  waits: {
    user: '',
    supplier:
      'We have reported this to the manufacturer and are waiting for their technician. We will tell you the date as soon as we have it.',
    change:
      'The repair needs a change of the system, which is planned for the next maintenance window. Until then please use the way around that we agreed.',
    problem:
      'Several colleagues have the same difficulty and we are looking for the common cause. We will write when we know more.',
    'until-date': 'As agreed we will go on when you are back in the office.',
  },
};

const sk: typeof en = {
  ask: 'Napíšte nám, prosím, kedy sa to stalo naposledy a čo presne hlásenie hovorí. Stačí fotografia obrazovky.',
  escalate: 'Prvé kroky na stredisku nepomohli, prosím o prevzatie.',
  back: 'Vyzerá to na nastavenie v počítači, nie na našej strane. Vraciam na stredisko aj s postupom, čo overiť.',
  again: 'Podľa pokynov preverené znova: nastavenie je správne a chyba trvá. Záznam je v predošlej poznámke.',
  again2: 'Po druhom hlásení sme našli, čo zostalo.',
  cause: 'Súčasť zlyhala pri bežnej prevádzke; nič sa predtým nemenilo.',
  notFixed: 'Hodinu to fungovalo, ale teraz je to zase rovnaké.',
  sorry: 'Mrzí ma, že sa to vrátilo. Pozerám sa na to znova a napíšem ešte dnes.',
  duplicate: 'Ide o tú istú poruchu ako',
  waits: {
    user: '',
    supplier: 'Nahlásili sme to výrobcovi a čakáme na jeho technika. Termín vám oznámime hneď, ako ho budeme mať.',
    change:
      'Oprava si vyžaduje zmenu systému, naplánovanú na najbližšie okno údržby. Dovtedy, prosím, použite dohodnutý náhradný postup.',
    problem: 'Rovnakú ťažkosť majú viacerí kolegovia a hľadáme spoločnú príčinu. Ozveme sa, keď budeme vedieť viac.',
    'until-date': 'Podľa dohody budeme pokračovať, keď sa vrátite do kancelárie.',
  },
};

/** What is said in many cases, in the language of the one who reported. */
export function phrases(language: 'en' | 'sk'): typeof en {
  return language === 'sk' ? sk : en;
}
