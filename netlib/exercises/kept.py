"""Keep what the check called right: its function goes into mine.py, beside the notebook."""

from netlib.exercises.checking import MINE, checked
from netlib.exercises.mine import STEPS, Broken, loaded, read
from netlib.exercises.moved import Unmovable, put_into, source_of
from netlib.exercises.noted import RIGHT, Said
from netlib.exercises.registry import EXERCISES
from netlib.files import whole

TOP = (
    "# Functions that the check called right, kept by keep(...). All else in this file is yours.\n"
)


def keep(id: str) -> Said:
    """Write the function that `check` last called right for an exercise into mine.py.

    id: "05.3". What the function uses goes with it. What is written is loaded and judged before it
    takes the place of the file that is there; of that, only what has the same names is replaced.
    Raises nothing: why something is not kept is said, and the file is then as it was.
    """
    exercise = EXERCISES.get(id) if isinstance(id, str) else None
    if exercise is None or not exercise.cases:
        return Said(f'{id!r} asks for no function that can be kept, as "05.3" does.')
    if id not in RIGHT:
        return Said(f"No function for {id} has been called right here yet, so none is kept.")
    try:
        source = source_of(RIGHT[id])
        wanted = [name for name, step in STEPS.items() if step.exercise == id]
        if wanted and source.name != wanted[-1]:
            raise Unmovable(
                f"It is called {source.name}, and the training looks for {wanted[-1]}: give it "
                "that name, and check it again."
            )
        old = read()
        loaded(old)
        text = put_into(old, source) if old else TOP + put_into("", source)
        again = checked(id, loaded(text).get(source.name))
        if not again:
            raise Unmovable(f"In the file, {source.name} is no longer right. {again.message}")
        with whole(MINE) as file:
            file.write(text.encode())
    except (Unmovable, Broken) as error:
        return Said(f"{id} is not kept. {error}")
    except OSError as error:
        return Said(f"{id} is not kept: {MINE} can't be written ({error.strerror}).")
    helpers = [name for name in source.definitions if name != source.name]
    also = f", with {' and '.join(helpers)}, which it uses" * bool(helpers)
    return Said(f"Kept in {MINE}: {source.name}{also}.", done=True)
