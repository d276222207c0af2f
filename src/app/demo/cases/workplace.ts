import type { Trouble } from '../case.ts';

/** Computers, docks and screens. */
export const workplace: readonly Trouble[] = [
  {
    language: 'en',
    title: 'Laptop does not charge from the dock',
    service: 'workplace',
    category: 'Hardware',
    impact: 3,
    urgency: 2,
    body: 'The battery sign says "plugged in, not charging" when I am in the dock. With the small charger from home it charges. I have about an hour left.',
    reply:
      'Thank you, that already tells us the laptop is fine. I am bringing you another power supply for the dock in the next half hour.',
    solution:
      'The power supply of the dock delivered 45 W instead of 130 W. We replaced it; the battery charges again.',
    cause: 'A power supply of a smaller dock had been mixed in during the move of the office.',
    code: 'fixed',
    tags: ['dock'],
  },
  {
    language: 'en',
    title: 'Second screen stays black after lunch',
    service: 'workplace',
    category: 'Hardware',
    impact: 3,
    urgency: 3,
    body: 'Before lunch I had two screens, now only the left one. The right one says "no signal". I have pulled the cable out and in again.',
    reply:
      'Good morning, please hold the power button of the dock for ten seconds while the laptop is out of it, then put it back. Tell me what you see.',
    ask: [
      'Does the screen come back when you connect it to the laptop directly, without the dock?',
      'Yes, directly it works. So it is the dock?',
    ],
    solution:
      'The dock ran on old firmware that loses the second screen after sleep. It has been updated and the screen comes back by itself.',
    code: 'fixed',
    tags: ['dock', 'firmware'],
  },
  {
    language: 'en',
    title: 'Blue screen twice this morning',
    service: 'workplace',
    category: 'Hardware',
    impact: 3,
    urgency: 1,
    body: 'My computer went blue with a sad face and restarted, at 8:20 and again at 9:05. I lost half of a price list. It says MEMORY_MANAGEMENT.',
    reply:
      'I am sorry about the price list. We will bring you a loan laptop now and look at yours here; your files are in your folder on the network.',
    escalate: 'Two memory faults in the event log, 0x1A. Memory test started, please take the device.',
    wait: [
      'supplier',
      'The memory module has failed and is under warranty. The manufacturer sends one; we expect it within two working days. Please keep the loan laptop.',
    ],
    solution:
      'The memory module was replaced under warranty and tested overnight. Your own laptop is back on your desk.',
    cause: 'Failed memory module.',
    code: 'by-supplier',
    tags: ['warranty'],
  },
  {
    language: 'en',
    title: 'Keyboard writes the wrong letters',
    service: 'workplace',
    category: 'Software',
    impact: 3,
    urgency: 3,
    body: 'Since yesterday Y and Z are swapped and I cannot type my password without looking.',
    reply:
      'That is the German layout. Press Windows and the space bar together until the corner of the screen says ENG.',
    solution:
      'The layout was switched by a key combination. We removed the layout that you do not use, so that it cannot happen again.',
    code: 'user-guided',
  },
  {
    language: 'en',
    title: 'Computer very slow since the update',
    service: 'workplace',
    category: 'Software',
    impact: 3,
    urgency: 2,
    body: "Opening a mail takes about half a minute since Tuesday's update. The fan runs all the time.",
    reply:
      'I have connected to your computer with your consent and see that the search index is being built anew. Let us give it until noon.',
    ask: ['Is it still slow this afternoon?', 'Yes, the same. Teams is the worst.'],
    solution:
      'A leftover of the old virus scanner ran beside the new one. It has been removed; the computer answers as before.',
    cause: 'Two virus scanners at once.',
    code: 'fixed',
    tags: ['update'],
  },
  {
    language: 'en',
    title: 'Coffee on the keyboard',
    service: 'workplace',
    category: 'Hardware',
    impact: 3,
    urgency: 1,
    body: 'I spilled coffee over my laptop. I have switched it off and turned it upside down. Please help, I have a customer at two.',
    reply:
      'You did exactly the right thing. Leave it off, bring it to the desk on the ground floor, and take a loan laptop along.',
    solution:
      'The keyboard was replaced and the board cleaned. Nothing was lost. The laptop waits for you at the desk.',
    code: 'fixed',
    tags: ['accident'],
  },
  {
    language: 'en',
    title: 'Cannot install the label design program',
    service: 'workplace',
    category: 'Software',
    impact: 3,
    urgency: 3,
    body: 'The installer asks for an administrator password. I need it for the new allergen labels by Friday.',
    reply: 'The program is in our catalogue and you have a licence. I am installing it for you remotely now.',
    solution: 'The program was installed and opened with your template. A shortcut is on your desktop.',
    code: 'fixed',
    tags: ['software'],
  },
  {
    language: 'sk',
    title: 'Notebook sa po uspaní nezobudí',
    service: 'workplace',
    category: 'Hardware',
    impact: 3,
    urgency: 2,
    body: 'Keď zatvorím veko a idem na poradu, notebook potom už len svieti a obrazovka je čierna. Musím ho natvrdo vypnúť.',
    reply:
      'Dobrý deň, poznáme to na tomto modeli. Pripojím sa k vám o 10:30 a nahrám nový ovládač grafiky. Trvá to asi desať minút.',
    solution:
      'Nahrali sme nový ovládač grafickej karty a vypli rýchle spustenie. Trikrát po sebe sme overili, že sa notebook zobudí.',
    code: 'fixed',
    tags: ['ovládač'],
  },
  {
    language: 'sk',
    title: 'Počítač píše, že na disku nie je miesto',
    service: 'workplace',
    category: 'Hardware',
    impact: 3,
    urgency: 2,
    body: 'Nedá sa mi uložiť tabuľka, stále vyskakuje, že disk C je plný. Nič veľké tam nemám.',
    reply:
      'Pozrel som sa na to na diaľku: 60 GB zaberajú staré súbory aktualizácií. Vyčistím ich, pokojne pracujte ďalej.',
    solution:
      'Odstránili sme staré aktualizácie a presunuli stiahnuté videá do vášho priečinka na sieti. Voľných je 71 GB.',
    code: 'fixed',
  },
  {
    language: 'sk',
    title: 'Myš sa seká a preskakuje',
    service: 'workplace',
    category: 'Hardware',
    impact: 3,
    urgency: 3,
    body: 'Bezdrôtová myš od rána skáče po obrazovke, nedá sa s ňou nič trafiť. Baterky som vymenila.',
    reply:
      'Skúste, prosím, presunúť malý prijímač z dokovacej stanice priamo do notebooku. Dajte vedieť, či to pomohlo.',
    ask: ['Pomohlo presunutie prijímača?', 'Áno, v notebooku to ide normálne.'],
    solution:
      'Prijímač rušil kábel monitora v dokovacej stanici. Dostali ste predlžovací kábel a myš funguje na pôvodnom mieste.',
    code: 'user-guided',
  },
  {
    language: 'sk',
    title: 'Po výmene počítača mi chýbajú priečinky na ploche',
    service: 'workplace',
    category: 'Software',
    impact: 3,
    urgency: 2,
    body: 'Včera ste mi vymenili počítač a na ploche nemám priečinok Reklamácie. Mám tam všetko za tento rok.',
    reply: 'Starý počítač máme ešte u seba, nič sa nemazalo. Priečinok vyhľadám a ozvem sa do hodiny.',
    solution:
      'Priečinok ležal na disku D starého počítača, ktorý sa pri výmene nekopíruje. Je znova na vašej ploche a odteraz sa zálohuje.',
    cause: 'Priečinok bol mimo zálohovaného profilu.',
    code: 'fixed',
    tags: ['výmena'],
  },
  {
    language: 'sk',
    title: 'Obrazovka bliká, keď tlačím na stôl',
    service: 'workplace',
    category: 'Hardware',
    impact: 3,
    urgency: 3,
    body: 'Ľavý monitor zhasne na sekundu vždy, keď sa opriem o stôl. Je to už pár dní a začína ma z toho bolieť hlava.',
    reply: 'To znie na uvoľnený kábel. Zastavím sa u vás dnes medzi 13:00 a 14:00.',
    solution: 'Konektor bol zlomený. Vymenili sme kábel a viedli ho tak, aby neprekážal.',
    code: 'fixed',
  },
];
