"""Whether offerings that run on each other go in a circle."""


def cycle_through(links: dict[str, set[str]]) -> list[str]:
    """One cycle in `offering -> what it runs on`, as a list of slugs; empty when there is none."""
    done: set[str] = set()
    for start in sorted(links):
        trail: list[str] = []
        stack = [(start, iter(sorted(links.get(start, ()))))] if start not in done else []
        trail += [start] if stack else []
        while stack:
            below = next(stack[-1][1], None)
            if below is None:
                done.add(trail.pop())
                stack.pop()
            elif below in trail:
                return [*trail[trail.index(below) :], below]
            elif below not in done:
                trail.append(below)
                stack.append((below, iter(sorted(links.get(below, ())))))
    return []
