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

/**
 * What people make passwords of, on every list of passwords that leaked: words, names, teams, rows of the keyboard. Four
 * letters at least, without case, diacritics, digits and signs.
 */
const parts = `
abcd access admin adidas alexander amanda america andrea andrew angel angels animal anthony apple april arsenal asdf
asdfgh asdfghjkl ashley asshole august austin autumn babygirl badboy bailey banana baseball basketball batman beautiful
beer bigdaddy bitch blink blue boomer boston brandon brandy bratislava brooklyn buddy bulldog buster butterfly canada
carlos carolina changeme charles charlie cheese chelsea chester chicken chocolate chris christian christmas company
compaq computer cookie coffee cool corvette cowboy crystal dallas daniel david december default diablo diamond dolphin
dragon eagle eagles elephant elizabeth eminem emily enter facebook family februar february ferrari fire fish flower
football forever freedom friday friend friends fuck fuckyou futbal gandalf garfield george ginger girl golden golf
google green guest guitar hahaha hammer hannah happy harley harry hello help helpdesk heslo hockey hokej hottie house
hunter iceman iloveyou internet jackson jaguar james january jasmine jason jennifer jessica jesus jordan joseph joshua
jozef july june junior justin katarina killer king kitty knight kocka kosice krasa laska lacko laptop lauren letmein
liverpool london lonely looking lord love lovely lovers macicka maggie manager manchester march marek maria marina
marlboro martin master matrix matthew melissa mercedes merlin michael michal michelle mickey midnight milacik miller
milujem mobile monday money monika monkey monster morgan mother motorola mountain mustang naruto nasa nascar natalia
nathan never newyork nicole nikita ninja nirvana november october office oliver orange pass passw0rd passwd password
passwort patrick peaches peanut pepper peter phoenix pokemon porsche prince princess private purple pussy qazwsx qazwsxedc
qwer qwert qwerty qwertyuiop qwertz rabbit rachel raiders ranger rangers rebecca richard robert rock root samantha
samsung sandra saturday school scooter secret secure security september server sexy shadow shannon silver skola slipknot
slniecko slovakia slovan slovensko smokey snoopy soccer spider spring star startrek starwars steelers stella steven
student success summer sunday sunshine superman support sydney system tajne tennis test testing thomas thunder thursday
tigger tiger tinkerbell toyota travis trustno tuesday turtle united user victoria viking vitaj vitajte wednesday welcome
whatever william windows winner winter wizard wolf work xbox yamaha yankees yellow zmena zuzana zxcv zxcvbn zxcvbnm
`;

/** The same, the longest first. */
export const commonParts: readonly string[] = parts
  .split(/\s+/)
  .filter((part) => part !== '')
  .toSorted((a, b) => b.length - a.length);
