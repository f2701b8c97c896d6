"""The base of domain errors: a refusal that a person reads."""


class Refusal(Exception):
    """Something is not done; the text says what is and what to do, in the words of the screen.

    A view need not catch it: the page comes back with the sentence. `link` is where to go on, if elsewhere.
    """

    link = ""
