"""What a visitor asks and what the bot says to it are stored together or not at
all; crash.py and those who talk as in injecting.py look at each log for halves.
turns_damaged.py shows that these are found."""


def halves(log):
    """The events, (author, type) in order, that lack the other half of their turn.

    A visitor's message before anything but messages is followed by the bot's, who alone has the conversation up to
    there; and the bot says nothing unasked but its first words and, when a visitor asks for a person by the button,
    what comes of it."""
    found, bot_alone = [], True
    for at, event in enumerate(log):
        bot_alone = bot_alone and event[1] == "message"
        if event == ("visitor", "message") and bot_alone and log[at + 1:at + 2] != [("bot", "message")]:
            found.append(f"{at + 1}: a question without its reply")
        asked = log[at - 1:at] == [("visitor", "message")] or log[at + 1:at + 2] == [("visitor", "handoff")]
        if event == ("bot", "message") and at > 0 and not asked:
            found.append(f"{at + 1}: a reply without its question")
    return found
