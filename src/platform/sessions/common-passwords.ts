/**
 * Very common passwords and the words they are made of, without case, diacritics, signs and the digits at their end.
 * Short ones matter too: `password` with any digits behind it is refused. Only what can reach twelve characters is here.
 */
const words = `
access administrator adminadmin adminpassword changeme changemenow changepassword computer defaultpassword
dontforget dragondragon football forgotpassword helpdesk helpdeskhelpdesk heslo heslojeheslo hesloheslo iamtheadmin
iloveyou iloveyoubaby iloveyouforever jesuschrist kralovstvo letmein letmeinletmein letmeinplease liverpool
liverpoolfc loveyouforever manchesterunited masterpassword mojeheslo mypassword nasaheslo newpassword nbusr
neviemheslo noneedpassword notapassword nopassword passw0rd passw0rdpassw0rd passwd password passwordpassword
passwordispassword passwort passwortpasswort pssword princess princessprincess qwerty qwertyqwerty qwertyuiop
qwertzuiop qwertz qwertzqwertz rootroot secret secretpassword servicedesk servicenow skuskaheslo slovakia slovensko
slovenskoslovensko spring summer autumn winter starwars starwarsstarwars sunshine sunshinesunshine superman
supermansuperman superuser supersecret supersecretpassword systemadmin tajneheslo temppassword temporary
temporarypassword test testpassword testtest testtesttest thisisapassword thisismypassword tottenhamhotspur
trustnoone unbreakable unknown user userpassword username vitajte vitajtevitajte welcome welcomewelcome
welcometowork whatever whateverwhatever windows yourpassword zmenheslo zmenmeheslo zmenitheslo correcthorsebatterystaple
`;

export const commonPasswords: ReadonlySet<string> = new Set(words.split(/\s+/).filter((word) => word !== ''));
