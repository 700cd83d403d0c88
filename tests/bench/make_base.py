#!/usr/bin/env python3
"""Makes a knowledge base of any size, and distinct questions to it, from
syllables: for speed, never for quality.

    make_base.py ENTRIES VARIANTS QUESTIONS FOLDER
writes FOLDER/base.jsonl and FOLDER/questions.txt.
"""
import json
import os
import random
import sys

SYLLABLES = ["ba", "co", "di", "fen", "gur", "hal", "jo", "ka", "lim", "mor", "nap", "or", "pel", "qui",
             "ras", "sto", "tum", "ul", "ven", "wix", "yor", "zan"]
FRAMES = ["how do I {} my {} {}", "what does {} {} cost with {}", "my {} {} does not {}",
          "can I {} a {} without {}", "where is the {} of my {} {}", "why was my {} {} {}"]


def main():
    entries, variants, questions = (int(n) for n in sys.argv[1:4])
    folder = sys.argv[4]
    rng = random.Random(7)
    words = sorted({"".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(8000)})
    topics = [rng.sample(words, 9) for _ in range(entries)]

    def ask(topic):
        return rng.choice(FRAMES).format(*rng.sample(topic, 3))

    with open(os.path.join(folder, "base.jsonl"), "w", encoding="utf-8") as out:
        for number, topic in enumerate(topics):
            seen = list(dict.fromkeys(ask(topic) for _ in range(variants * 3)))[:variants + 1]
            out.write(json.dumps({"id": f"entry_{number}", "question": seen[0], "variants": seen[1:],
                                  "answer": f"The answer about {' '.join(topic)}.", "language": "en"}) + "\n")
    with open(os.path.join(folder, "questions.txt"), "w", encoding="utf-8") as out:
        for number in range(questions):
            out.write(ask(rng.choice(topics)) + " " + rng.choice(words) + f" {number}\n")


if __name__ == "__main__":
    main()
