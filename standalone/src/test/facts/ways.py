"""Figures of RealDataTest about ways and detours, from the published files alone.

    python3 ways.py FOLDER

FOLDER holds apache_semicomplete/access.log.gz and web_tracking_panel/visits.csv.gz. Sessions end
after 30 minutes of silence. A detour is the first thing after the first time at a step that comes
before the next step, in the same session.
"""

import collections
import csv
import datetime
import gzip
import re
import sys

GAP = 30 * 60
LINE = re.compile(
    r'(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) ([^ ?]*)(?:\?(\S*))? [^"]*" (\d{3}) (\d+|-) "([^"]*)" "([^"]*)"')
ASSET = re.compile(
    r"\.(css|js|png|jpe?g|gif|ico|svg|woff2?|ttf|eot|swf|pdf|zip|gz|tgz|bz2|rpm|deb|jar|mp4|webm|txt|xml)$",
    re.I)
ROBOT = re.compile(r"bot|crawl|spider|slurp|feed|reader|http-?client|curl|wget|python|java/", re.I)


def log(folder):
    """(visitor, seconds, page) of people's page views."""
    with gzip.open(folder + "/apache_semicomplete/access.log.gz", "rt", errors="replace") as lines:
        for line in lines:
            found = LINE.match(line)
            if not found:
                continue
            address, time, method, path, _, status, _, _, agent = found.groups()
            if method != "GET" or status not in ("200", "304"):
                continue
            if ASSET.search(path) or ROBOT.search(agent):
                continue
            at = datetime.datetime.strptime(time, "%d/%b/%Y:%H:%M:%S %z").timestamp()
            yield address + " " + agent, at, path


def panel(folder):
    """(visitor, seconds, host) of visits; a host is "" where the page is none of the web's."""
    with gzip.open(folder + "/web_tracking_panel/visits.csv.gz", "rt") as lines:
        for row in csv.DictReader(lines):
            found = re.match(r"https?://([^/?#:]+)", row["url"])
            yield row["panelist_id"], float(row["timestamp"]), found.group(1) if found else ""


def sessions(events):
    """Lists of (seconds, what), in order."""
    by_visitor = collections.defaultdict(list)
    for visitor, at, what in events:
        by_visitor[visitor].append((at, what))
    for visits in by_visitor.values():
        visits.sort(key=lambda visit: visit[0])
        session = []
        for visit in visits:
            if session and (visit[0] - session[-1][0] > GAP or visit[0] - session[0][0] > 86400):
                yield session
                session = []
            session.append(visit)
        yield session


def detours(all_sessions, first, second):
    """Who went from first to second directly, who left, and by way: went, returned, lost."""
    direct = left = 0
    ways = collections.defaultdict(lambda: [0, 0, 0])
    for session in all_sessions:
        at = next((i for i, visit in enumerate(session) if visit[1] == first), None)
        if at is None:
            continue
        began = session[at][0]
        reached = next((visit[0] for visit in session[at + 1:] if visit[1] == second), None)
        between = [
            visit for visit in session if visit[0] > began and (reached is None or visit[0] < reached)]
        if not between:
            direct += reached is not None
            left += reached is None
            continue
        way = ways[between[0][1]]
        way[0] += 1
        way[1 if reached is not None else 2] += 1
    return direct, left, ways


def onward(all_sessions, start):
    """Where sessions went from their first start; what follows itself counts once."""
    nexts = collections.Counter()
    for session in all_sessions:
        at = next((i for i, visit in enumerate(session) if visit[1] == start), None)
        if at is not None:
            after = (visit[1] for visit in session[at + 1:] if visit[1] != start)
            nexts[next(after, None)] += 1
    return nexts


def main(folder):
    pages = list(sessions(log(folder)))
    direct, left, ways = detours(pages, "/projects/xdotool/", "/projects/xdotool/xdotool.xhtml")
    print("log: direct", direct, "left", left, "ways", sum(way[0] for way in ways.values()))
    for way, figures in sorted(ways.items(), key=lambda each: (-each[1][0], each[0]))[:6]:
        print("  ", way, figures)
    nexts = onward(pages, "/projects/xdotool/")
    print("log: onward", sum(nexts.values()), nexts.most_common(6))
    hosts = list(sessions(panel(folder)))
    direct, left, ways = detours(hosts, "www.facebook.com", "www.youtube.com")
    total = [sum(way[i] for way in ways.values()) for i in range(3)]
    print("panel: direct", direct, "left", left, "went elsewhere, returned, lost", total)
    nexts = onward(hosts, "www.facebook.com")
    print("panel: onward", sum(nexts.values()), nexts.most_common(6))


if __name__ == "__main__":
    main(sys.argv[1])
