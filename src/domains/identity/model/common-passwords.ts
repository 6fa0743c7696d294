/**
 * Words that people's passwords are made of, from the usual lists of what leaks: in lower case, without the digits and
 * signs that take the place of letters. Of the common passwords with 12 or more characters nearly all are one or two of
 * these with numbers around them, so the words say more than a list of passwords would.
 */
export const commonWords: readonly string[] = `
abc abcd abcdef abcdefg access account actually adam admin administrator adobe adrian alex alexander alexandra alexis
alice alison always amanda amber america american amy andrea andrew andy angel angela angels animal anna anthony
anything apple apples april arsenal arthur ashley august austin autumn awesome azerty baby babygirl badboy bailey banana
bandit barbara barcelona baseball basketball batman beach bear beatles beautiful beauty beer bella berlin best bigboy
bigdaddy bigdog black blessed blessing blink blue bonnie booboo boomer boston brandon brian broncos brooklyn brother
bubba bubbles buddy bulldog business buster butter buttercup butterfly calvin camaro cameron canada candy captain carlos
carolina caroline casper cat change changeme charles charlie cheese chef chelsea cherry chester chicago chicken
chocolate chris christ christian christina christine christmas christopher claire cobra cocacola coffee college company
computer connor cookie cookies cool corvette country courtney cowboy cowboys crazy cricket crystal customer cutie daddy
daisy dallas dance daniel danielle dark darkness database dave david december default delta demo denver desktop destiny
devil diamond doctor dog dolphin dolphins donald dragon dragons dream dreams eagle eagles easy eddie edward einstein
elephant elizabeth email emily eminem emma england enter eric eternity eva evelyn everything example facebook faith
falcon family fantasy father february ferrari fire first fish florida flower flowers football forever france frank
freddy free freedom friday friend friends fuck funny gabriel galaxy gandalf garden garfield gateway gemini general
genesis george german germany ghost giants ginger girl glory god goddess gold golden goodluck google gordon grace green
guest guitar hacker hannah happy hardcore harley harry haslo heart heather heaven helena hello hellokitty help hermes
hockey holiday home honda honey hope horse hotdog hotmail house houston hunter iamgod iloveu iloveyou indian infinity
instagram internet ireland iron isabella isabelle italia italy jack jackson jacob jaguar james january jasmine jason
jasper jeffrey jennifer jeremy jessica jesus jesuschrist jesuslovesme john johnny jonathan jordan joseph joshua july
june junior justin justinbieber karen katherine kathleen kelly kevin killer king kingdom kings kitty knight ladybug
lakers laptop laura lauren leonardo letmein letmeinnow liberty life lights linkedin linkin little liverpool london loser
louise love lovely loveme lover loverboy loveyou lucky lucy macdaddy madison maggie magic manager manchester march
marcus margaret maria marie marina mario mark marlboro marley marseille martin master matrix matthew maverick maxwell
may mazda melissa mercedes merlin mexico michael michelle mickey midnight miller mine minecraft mitchell molly monday
money monica monkey monster montana moon morgan mother motorola mountain movie music mustang myspace naruto natasha
nathan nature network never newpassword newyork nicholas nicole nintendo nirvana nokia nothing november october office
oliver olivia orange organization overlord owner pakistan pamela panther paradise paris parola pass passcode passion
passw passwd password passwort patricia patrick peace peaches peanut pepper perfect peter phoenix phone pickle pineapple
pink pirate playboy player please pokemon police porsche portugal power precious preston prince princess private public
pumpkin purple qaz qazwsx qwer qwert qwerty qwertz rabbit rachel raiders rainbow ranger rangers rebecca red redsox
remember remote restaurant richard robert rockstar rocky rolltide romance root rosebud runner russia sabrina samantha
sammy samsung samuel san sandra santiago sarah saturday school scooby scorpio scorpion scott sebastian secret secure
security september serenity server service shadow shannon shelby shop silver simon simple single sister skate skippy
skywalker slayer smile smokey snickers snoopy snowball soccer soldier sophia sophie spain sparky spartan special spider
spiderman spongebob sport spring staff standard star stars startrek starwars station stella stephanie steven stewart
strawberry strong stupid sugar summer sunday sunflower sunshine super superadmin superman superstar support sweet
sweetheart sweetie sweety swordfish sydney system taylor teacher team tech temp temporary tennis teppan teppanyaki
tequila test tester testing theman theone thomas thunder thursday thx tiffany tiger tigers tigger time tinkerbell today
tomorrow toronto toyota training travis tree trinity trouble truelove trustme trustno tucker tuesday turtle tweety
twilight twitter unicorn united universe unknown user username vacation valentine vampire vanessa victor victoria
victory viking vincent violet virginia voodoo walter warrior water webmaster wednesday welcome west whatever white wifi
wildcats william williams willow windows winner winston winter wizard wolf wolverine wonder work world xavier yahoo
yankees yellow yesterday yourmom youtube zachary zaq zoey zxcvb zxcvbn
`
  .trim()
  .split(/\s+/)
