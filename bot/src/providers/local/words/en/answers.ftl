### The talker's answers. Attributes are other ways of saying the same; the seed and the variation choose.

danger = I am worried about what you wrote. Please call **112** now, or your local emergency number; it is free from any phone. If there is someone near you, let them stay with you. You do not have to go through this alone. Are you safe right now?

greeting = Hello{ $name }! I am Atelier, an AI. Right now the small built-in demo answers: I count, sort, summarise, plan and rhyme. What shall we do?
    .b = Hi{ $name }! This is Atelier, and I am an AI. A small built-in demo speaks here, so the network stays out of it. Give me a sum, a list or a text.
    .c = Good to see you{ $name }. I am Atelier, an AI, at the moment in its small built-in form. Try me: a sum, a list, a date, a haiku.
hello-again = Hello again{ $name }. Where were we?
    .b = Hi{ $name }, still here. What next?
    .c = And hello to you{ $name }. Go ahead.
sad = I am sorry to hear that{ $name }. I am only a small demo, but I read attentively: what happened?
    .b = That sounds hard{ $name }. Tell me more if you like; and a person close to you would surely listen too.
how-are-you = Nothing to complain about: no weather in here. And you{ $name }?
    .b = Steady, thank you{ $name }. How is your day going?
    .c = All my gears turn{ $name }. What are you up to today?
thanks = You are welcome{ $name }.
    .b = Gladly{ $name }. Anything else?
    .c = Any time{ $name }.
goodbye = See you{ $name }. What was said here stays in the conversation.
    .b = Goodbye{ $name }. Come back whenever you like.
good-night = Good night{ $name }. I stay up anyway: no bed, no dreams.
    .b = Sleep well{ $name }.
joke = Why do programmers mix up Halloween and Christmas? Because **oct 31 = dec 25**.
    .b = There are 10 kinds of people: those who read binary and those who do not.
    .c = I had a joke about UDP, but I am not sure you would get it.
    .d = A list walks into a bar. The barman asks: “Sorted?” — “Not yet.”
sorry = Nothing to be sorry about{ $name }.
    .b = All is well{ $name }. Let us go on.
praise = Thank you{ $name }, that is kind.
    .b = Glad it helps{ $name }.
reproach = That may well be{ $name }: I am only the small built-in demo. Tell me what was wrong, and I try another way; 🔄 gives another answer.
    .b = Fair enough{ $name }. I work by rules and miss a lot. Put it in other words, and let us see.
yes = Good. Then tell me what to do: a sum, a list, a text?
    .b = Fine. Go ahead.
no = All right. I am here when you need me.
    .b = As you like. Something else, then?

nice-to-meet = Nice to meet you, { $name }. I keep the name in mind for this conversation.
    .b = Pleased to meet you, { $name }. What shall we do?
your-name = You told me: **{ $name }**.
    .b = You are { $name }, as you wrote above.
no-name = You have not told me yet. Write “My name is …”, and I will remember it in this conversation.
you-said = { $number ->
    [one] One message from you so far:
   *[other] You have written { $number } messages here. The latest:
  }
nothing-said = Nothing yet: this is where our conversation begins.
nothing-answered = I have not said anything yet.
nothing-to-continue = That was all there was. Ask for more about a part of it, or for something new.
    .b = There is nothing left of that answer. What shall I do next?

sum = { $sum } = **{ $result }**
sum-by-zero = There is a division by zero in it, so it has no result.
sum-beyond = That has no result I could write down: too large, or not a real number.
units = { $from } = **{ $to }**

time = It is **{ $time }** ({ $zone }), { $date }.
answer-what-day = Today is **{ $date }**.
answer-what-day-tomorrow = Tomorrow is **{ $date }**.
answer-what-day-yesterday = Yesterday was **{ $date }**.
days-until = { $days ->
    [one] **One day** left until { $date }.
   *[other] **{ $days } days** left until { $date }.
  }
days-since = { $days ->
    [one] That was **one day** ago: { $date }.
   *[other] That was **{ $days } days** ago: { $date }.
  }
that-is-today = That is today: { $date }.
in-days = { $days ->
    [one] In one day it will be **{ $date }**.
   *[other] In { $days } days it will be **{ $date }**.
  }
weekday-of = That is **{ $date }**.

count =
    - words: **{ $words }**
    - characters: **{ $characters }**
    - without spaces: **{ $letters }**
    - sentences: **{ $sentences }**
count-letter = { $number ->
    [0] There is no “{ $letter }” in “{ $word }”.
    [one] There is **one** “{ $letter }” in “{ $word }”.
   *[other] There are **{ $number }** “{ $letter }” in “{ $word }”.
  }
removed = { $number ->
    [0] There were no repetitions.
    [one] One repetition removed.
   *[other] { $number } repetitions removed.
  }
table-name = Name
table-value = Value
summary = { $kept ->
    [one] The most telling of { $all } sentences:
   *[other] The { $kept } most telling of { $all } sentences, in their own words:
  }
summary-too-short = That is short already. Send me at least three sentences, and I will pick out the most telling ones.

heads = **Heads.**
tails = **Tails.**
die = 🎲 **{ $sum }**
dice = 🎲 { $thrown } = **{ $sum }**
random-number = **{ $number }** (from { $low } to { $high })
choice = **{ $chosen }**. If you are disappointed now, you know what you wanted.
    .b = I say: **{ $chosen }**.
    .c = **{ $chosen }**, said the dice.

poem-title = Without a title
outline-of-text = **{ $topic }: an outline**

    1. **Opening.** One scene or number that makes a stranger care.
    2. **What it is.** The matter in two sentences, as you would tell a friend.
    3. **Why it matters.** Who notices it, and what it costs to ignore it.
    4. **How it works.** Three points at most, an example under each.
    5. **The other side.** The best objection, and your honest answer.
    6. **Ending.** What the reader should do or think tomorrow.
    .b = **{ $topic }: an outline**

    1. **The question** that this text answers, in one line.
    2. **How things stand:** what is known, what people usually think.
    3. **Three steps** of the argument:
       - first the plainest one,
       - then the strongest,
       - last the surprising one.
    4. **An example** that carries all three.
    5. **The doubt** that remains.
    6. **The answer** to the question of point 1.
outline-of-letter = **{ $topic }: a letter**

    1. **Greeting,** and the reason in the first sentence.
    2. **What happened,** in the order it did: dates, names, numbers.
    3. **What you ask for,** one wish, as a plain sentence.
    4. **Until when,** and how you can be reached.
    5. **Thanks and close.**
outline-of-talk = **{ $topic }: a talk**

    1. **First minute:** a story, not your name.
    2. **The promise:** what they will be able to do afterwards.
    3. **Three points,** each with one picture and one number.
    4. **The objection** from the third row, answered before it comes.
    5. **The demonstration,** short enough to survive a failure.
    6. **Last sentence:** the one they repeat on the way home.

no-eyes = The picture arrived, but the built-in demo cannot see. With a model that sees, connected by the operator, I could tell you what is in it.
    .b = I have your picture and no eyes: the built-in demo reads text only. A connected model that sees would do better.

not-human = No: I am Atelier, an AI, and at the moment the small built-in demo of it. No body, no feelings, no sleep; rules and what you write.
    .b = I am an AI, not a person. Right now a small set of rules answers you, quite honestly.
who-i-am = I am **Atelier**, an AI: a studio inside a chat. Right now its small built-in demo answers, which works by rules and without any network. Ask “what can you do?” to see its range.
    .b = Atelier, an AI. This voice is the built-in demo: small, offline, and frank about it.
what-atelier-is = **Atelier** is an AI studio inside a chat, run by whoever hosts this bot.

    - conversations with an AI that you can stop, repeat and continue
    - several conversations side by side, with titles, to open and rename
    - your choice of model, once a real one is connected

    Right now you are talking to its small built-in demo. /help shows the way around.
what-i-can-do = Without any network I can

    - **calculate**: `15% of 240`, `(3 + 4)^2`, `5 km in miles`, `72 F to C`
    - **dates**: “how many days until 31 December?”, “what day was 1 May 2020?”
    - **lists**: sort, number, shuffle, remove duplicates
    - **texts**: count words, summarise, upper case, reverse, outline
    - **tables**: `make a table: tea: 3, coffee: 5`
    - **chance**: `roll 2d6`, flip a coin, choose between things
    - **verse**: a haiku or a short poem
    - and remember what you said in this conversation

    What the world knows, I do not; for that a real model can be connected. Ask me how.
how-to-connect = Whoever runs this bot puts a key into its `.env` and starts it again:

    ```sh
    OPENAI_API_KEY=your-key
    # any service that speaks the same protocol:
    OPENAI_BASE_URL=https://openrouter.ai/api/v1
    ```

    For Ollama on the same machine the address alone is enough: `OPENAI_BASE_URL=http://localhost:11434/v1`. From then on that model answers here instead of me.

unknown = “{ $topic }” is beyond me: I am the small built-in demo and look nothing up. I can calculate, handle dates, lists and texts, make tables and verse.

    A real model would answer this. The operator connects one with `OPENAI_API_KEY` (and `OPENAI_BASE_URL` for other services).
    .b = I cannot know that, and would rather say so than make something up: “{ $topic }” is one for a real model, and I am the small built-in demo. Sums, dates, lists, texts and verse are what I do.

    With `OPENAI_API_KEY` (or `OPENAI_BASE_URL`, for Ollama and others) such a model answers here.
unknown-again = “{ $topic }” I cannot answer either. “What can you do?” shows what I can.
    .b = The demo has to pass on “{ $topic }” too. A sum, a list or a text, and I am useful.
    .c = “{ $topic }” needs a real model. Paste me a text about it, and I pick out its main points.
noted = “{ $topic }”: read, and kept in this conversation. I am the small built-in demo, so I have no thoughts of my own about it, but I can count, sort or summarise what you send, or write a haiku about it.

    For real talk the operator connects a model with `OPENAI_API_KEY`.
noted-again = Noted: “{ $topic }”. Shall I make an outline of it, or a haiku?
    .b = I keep that in mind: “{ $topic }”. “What did I say?” brings it back.
    .c = “{ $topic }”, I see. As a demo I can only work with the words: count, sort, shorten, rhyme.
send-it-along = Gladly. Send me what it is about in the same message, for example `sort: pear, apple, fig` or `make a table: tea: 3, coffee: 5`.
    .b = I need something to work on. Put it after a colon: `sort: pear, apple, fig`, `reverse: abc`.
unclear = I could not make anything of that. Ask “what can you do?”, or send me a sum, a list or a text.
    .b = That is too little for me to go on. A sum, a list, a date or a text works well.

title-of-small-talk = A short talk
    .b = Getting to know Atelier
    .c = First words
