"""A sentence made ready for counting its dead: phrases of dying become one word, and what tells of other deaths is blank.

Every replacement is as long as what it stands for, so that spans found in the result are spans of the sentence.
"""

import re

_NUMBER = r"(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|dozens|hundreds|scores|several)"
_TO_DEATH = r"(?:beaten|stabbed|hacked|shot|burned|burnt|stoned|choked|tortured|beat|clubbed|battered|kicked|bludgeoned|crushed|trampled|starved|whipped|flogged|strangled|knifed|lashed|stab|hack|stoning|beating|hacking|stabbing)"
_APART = re.compile(rf"\b{_TO_DEATH}(?P<whom> [^.;:]{{2,70}}?)to death\b")
_MERGED = re.compile(
    rf"no one|death toll|(?:report|confirm|announc|result|caus|lead)\w*(?: (?:in|to))? the deaths?(?: by \w+)? of|led to the deaths? of|"
    rf"\b(?:losing|lost) (?=(?:at least |about |some |up to )?{_NUMBER} (?:of (?:its|their) )?(?:own )?(?:\w+ )?(?:soldiers|troops|men|fighters|policemen|officers|militants|rebels|personnel))|(?:lost|lose|losing) (?:their|his|her) (?:lives|life)|(?:claim(?:ed|ing|s)?|costs?|took|taking|taken) the li(?:ves|fe) of|(?:gunned|mowed|cut) down|put to death|"
    rf"{_TO_DEATH}(?: and {_TO_DEATH})? to death|shot and killed|shot dead|burn(?:ed|t) alive|blown to pieces|laid down (?:their|his) lives")
_SUBSET = re.compile(r"(?:, (?:\d[\d,]*|[a-z]+(?:-[a-z]+)?) of (?:them|whom|those)\b|,? (?:the|an?|one) [\w-]+ among them\b)")
_AMONG_TOTAL = re.compile(r"\bamong (?=(?:some |about |around |at least |the |more than |nearly |over |up to )*(?:\d|two|three|four|five|six|seven|eight|nine|ten|[a-z]+teen|[a-z]+ty\b|dozens|hundreds|scores))")
_SPACED_RANGE = re.compile(r"\b(\d{1,5}) - (\d{1,5})\b")
_HURT = re.compile(r"(?:sustain|suffer|receiv)\w* (?:\w+ ){0,2}?(?:injuries|injury|wounds|burns|bruises|cuts)|(?:taken|rushed|admitted|evacuated|brought) to (?:a |the |an )?(?:\w+ )?(?:hospital|clinic)s?|treated for|gunshot wounds")
_DEED = r"(?:(?:killings|murders?|deaths?|assassinations?|shootings?|lynchings?|massacres?|slayings?|executions?)(?=\s+(?:of|by|in|at|on|last|earlier|during|and)\b|[.,;]|$)|killing of|shooting of|custodial deaths?)"
_REST = r"[^.;]*?(?=$|[.;]|,\s+(?:and |but |killing|leaving|wounding|injuring)|\s+and\s+(?:killed|shot|wounded|set|burn|torch))"
# Deaths that are the reason for an event, not its toll, to the end of the clause.
_REASONS = re.compile(
    r"\b(?:(?:against|denounc\w+|condemn\w+|protest\w*|decr\w+|in response to|in reaction to|in retaliation for|in revenge for|to avenge|avenging|in memory of|commemorat\w+|mourn\w*|anniversary of|justice (?:for|in)|"
    r"outrage (?:over|at)|anger (?:over|at)|angry (?:over|at|about)|triggered by|sparked by|prompted by|over)"
    rf"\s+(?:the |an? |his |her |their |its |recent |alleged |police |brutal )*(?:\w+ ){{0,2}}?{_DEED}"
    r"|(?<!was )(?<!were )(?<!is )(?<!are )(?<!been )(?:accused of|suspected of|on suspicion of|on accusations? of|convicted of|wanted for|arrested for|charged with|punish\w* for|alleged to have)\s+(?:\w+ ){0,3}?(?:murder\w*|kill\w*|stabb\w+|shooting))"
    rf"{_REST}")
_LATER_THAN = re.compile(r"(?<=..)\b(?:an?|one|two|three|four|five|six|\d+|some|several) (?:years?|months?|weeks?|days?) (?:after|since)\b[^.;]*(?=[.;]|$)")
_MEANT = re.compile(r"\b(?:to|not|from|of trying to|without) (?:kill|murder|assassinate|execute|behead|massacre|slaughter|lynch|die)(?:ing)?\b")
_CAUSES = re.compile(r"(?<=..)\b(?:after|because|following|in which|whose|who (?:had|was|were)|(?:family|families|relatives|parents|widows|mothers) of)\b[^.;]*?\b(?:kill\w*|died?|dead|murder\w*|deaths?|slain|lynched|stabb\w+|shot)\b[^.;]*(?=[.;]|$)")
_LIFE_BEFORE = re.compile(r"\bafter (?:he|she|they|the (?:man|men|suspect|driver|victim|thief|thieves))\b[^.;]*?(?=$|[.;])")
# What happened at other times: a year's count, an anniversary, an earlier attack.
_OTHER_TIMES = re.compile(
    r"\b(?:since (?:the (?:start|beginning) of|(?:early|late|mid)?[ -]?(?:january|february|march|april|may|june|july|august|september|october|november|december|last|19|20|then|independence|the))|so far this|"
    r"in (?:the )?(?:past|last|recent|previous) (?:\w+ )?(?:years?|months?|weeks|decades?)|over the (?:past|last) (?:\w+ )?(?:years?|months?|weeks|decades?)|last year|last month|earlier this year|this year|"
    r"(?<!\w )in (?:19|20)\d\d\b|during the (?:civil )?war|every year|each year|annually|a (?:year|month) (?:after|ago|earlier|before)|(?:two|three|four|five|six|ten|\d+) (?:years|months) (?:after|ago|earlier|before)|anniversary|"
    r"an? (?:earlier|previous|similar|separate) (?:attack|raid|bombing|blast|incident|clash|ambush)|(?:a day|two days|days|weeks|a week) (?:earlier|before|ago),?)\b")
_UNTOLD = re.compile(r"\bno\s+(?:immediate\s+)?(?:word|reports?|details?)\b[^.;]*")


def ready(text: str) -> str:
    """The sentence, as long as before, with one word for each phrase of dying and blanks for deaths that are reasons."""
    if " - " in text:
        text = _SPACED_RANGE.sub(lambda m: f"{m[1]}-{m[2]}".ljust(len(m.group())), text)
    for pattern in (_REASONS, _UNTOLD, _LATER_THAN, _MEANT):
        text = _blank(pattern, text)
    if "lynch" in text or "mob" in text or "beat" in text or "ston" in text:
        text = _blank(_LIFE_BEFORE, text)
    if " of " in text or "among" in text:
        text = _AMONG_TOTAL.sub("about ", _SUBSET.sub(lambda m: "including".ljust(len(m.group())), text))
    text = _MERGED.sub(_replacement, text)
    return _APART.sub(lambda m: "killed".ljust(len(m.group()) - len(m["whom"]) - len("to death")) + m["whom"] + " " * len("to death"), text)


def without_causes(text: str) -> str:
    """The sentence without the deaths after which a crowd gathered or people were arrested."""
    return _blank(_CAUSES, text)


def ready_for_hurt(text: str) -> str:
    """The sentence with one word for each phrase of being hurt."""
    return _HURT.sub(lambda m: "injured".ljust(len(m.group())), ready(text))


def is_of_other_times(text: str) -> bool:
    """True if the sentence counts the dead of a year, a war or an earlier attack."""
    return bool(_OTHER_TIMES.search(text))


def _blank(pattern: re.Pattern, text: str) -> str:
    return pattern.sub(lambda m: " " * len(m.group()), text)


def _replacement(match: re.Match) -> str:
    """One word of the same length in code points for a phrase of dying, or for "no one" and "death toll"."""
    phrase = match.group()
    is_own_life = phrase.startswith(("los", "laid")) and "li" in phrase
    word = "died" if is_own_life else "nobody" if phrase == "no one" else "deaths" if phrase == "death toll" else "killed"
    return word.ljust(len(phrase))
