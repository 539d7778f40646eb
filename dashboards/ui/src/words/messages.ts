import type { Metric, PageName } from '../address/view';
import type { AcquisitionBy, Dimension, SessionRow } from '../api/types';
import type { Op } from '../filter/condition';
import type { Interval, Preset } from '../time/range';

/**
 * Every text of the pages, in one place: nothing a person reads is written anywhere else. A text that needs figures
 * is a function of texts that the formatters have made.
 */

/** The locale of these texts; figures and dates follow it. */
export const LOCALE = 'en-GB';

/** Singular and plural of what a funnel counts. */
const subjects = {
  visitor: { one: 'visitor', many: 'visitors' },
  session: { one: 'session', many: 'sessions' },
} as const;

const dimensions: Record<Dimension, string> = {
  device: 'Device',
  browser: 'Browser',
  os: 'Operating system',
  country: 'Country',
  language: 'Language',
  channel: 'Channel',
  host: 'Host',
  path: 'Page of entry',
  referrer_host: 'Referrer',
  utm_source: 'Campaign source',
  utm_medium: 'Campaign medium',
  utm_campaign: 'Campaign',
  channel_group: 'Channel group',
  bot: 'Bot',
};

const pageNames: Record<PageName, string> = {
  overview: 'Overview',
  funnels: 'Funnels',
  paths: 'Paths',
  sessions: 'Sessions',
  live: 'Live',
  site: 'Set-up',
};

const metrics: Record<Metric, string> = {
  visitors: 'Visitors',
  sessions: 'Sessions',
  conversion: 'Conversion',
  revenue: 'Revenue',
  bounce: 'Bounce rate',
};

const acquisitionBy: Record<AcquisitionBy, string> = {
  channel_group: 'Channel',
  referrer_host: 'Referrer',
  utm_source: 'Source',
  utm_medium: 'Medium',
  utm_campaign: 'Campaign',
  landing_page: 'Landing page',
};

const signals: Record<SessionRow['signals'][number], string> = {
  rage_click: 'rage click',
  dead_click: 'dead click',
  form_error: 'form error',
  js_error: 'script error',
  slow_page: 'slow page',
  empty_search: 'search without results',
};

const counted = {
  ...subjects,
  item: { one: 'item held', many: 'items held' },
} as const;

const presets: Record<Preset, string> = { today: 'Today', '7d': '7 days', '30d': '30 days', all: 'All time' };

const intervals: Record<Interval, string> = { hour: 'Hour', day: 'Day', week: 'Week', month: 'Month' };

const intervalWords: Record<Interval, string> = { hour: 'hour', day: 'day', week: 'week', month: 'month' };

/** How a value is compared. */
const ops: Record<Op, string> = {
  eq: 'is',
  ne: 'is not',
  in: 'is one of',
  not_in: 'is none of',
  contains: 'contains',
  starts_with: 'starts with',
  gt: 'is above',
  gte: 'is at least',
  lt: 'is below',
  lte: 'is at most',
  exists: 'is there',
};

export const messages = {
  product: 'Polku',
  tagline: 'Where purchase paths break',
  skip: 'Skip to the figures',
  dimensions,
  ops,
  presets,
  intervals,
  intervalWords,
  signals,
  counted: (unit: 'visitor' | 'session' | 'item', n: number) => counted[unit][n === 1 ? 'one' : 'many'],
  countedColumn: (unit: 'visitor' | 'session' | 'item') =>
    ({ visitor: 'Visitors', session: 'Sessions', item: 'Items held' })[unit],
  subject: (subject: 'visitor' | 'session', n: number) => subjects[subject][n === 1 ? 'one' : 'many'],

  pages: {
    label: 'Pages',
    names: pageNames,
  },

  login: {
    title: 'Log in',
    hint: 'Use the link that Polku printed when it started, or paste the token from it.',
    token: 'Token',
    submit: 'Log in',
    wrong:
      'This token is not valid. Take the one that Polku printed last, or the value of POLKU_ADMIN_TOKEN.',
    logout: 'Log out',
  },

  problem: {
    unreachable: 'The server cannot be reached',
    unreachableDetail: 'No answer came. Is Polku running, and are you online?',
    unreadable: 'The server gave an answer that cannot be read',
    status: (status: number) => `The server answered ${status}`,
    retry: 'Try again',
    stale: (title: string, since: string) => `${title}. These figures are from ${since}; trying again.`,
    crashed: 'This page failed',
    crashedDetail: 'Reloading may help. If it does not, the details below belong in a bug report.',
    reload: 'Reload',
  },

  site: {
    label: 'Site',
    pick: 'Which site?',
    zone: (zone: string) => `Days are days in ${zone}.`,
    none: 'No site yet',
    noneHint: 'A site is what events are counted for: a shop, an app, a brand.',
    name: 'Name',
    nameHint: 'a to z, 0 to 9 and -, at most 40',
    timeZone: 'Time zone',
    timeZoneHint: 'Its days are days there. This cannot be changed later.',
    origin: 'Address of its pages',
    originHint: 'Browsers may send events from there; * for any.',
    make: 'Make the site',
    unknown: (site: string) => `There is no site “${site}”`,
    unknownHint: 'Choose another one above.',
    keyTitle: 'Server key',
    keyHint: 'For senders on a server and for imports. It is shown this once.',
    done: 'I have it',
  },

  first: {
    begin: (site: string) => `Begin with ${site}`,
    title: (site: string) => `Set-up of ${site}`,
    lineTitle: 'Put this line on your site',
    hint: 'It belongs into the head of every page. Nothing else is needed.',
    copy: 'Copy',
    copied: 'Copied',
    collectHint: (address: string) =>
      `${address} is where the intake listens by default; use the address under which your visitors reach it.`,
    eventTitle: 'See the first event',
    waiting: 'Waiting for the first event. It shows here by itself within seconds …',
    seen: 'The first event is here.',
    received: (stored: string, ago: string) => `${stored} events are stored; the last one came ${ago}.`,
    watch: 'Watch them come',
    onwards: 'See what happens on the site',
    funnelTitle: 'Start with a funnel from your own events',
    funnelLater: 'Once events have come, a first funnel is suggested here.',
    funnels: (n: string, isOne: boolean) =>
      isOne ? 'There is a funnel:' : `There are ${n} funnels; the first is`,
    evidence: 'What was seen of each step',
    events: 'Events',
    store: (name: string) => `Store “${name}”`,
    change: 'Change it first',
  },

  range: {
    label: 'Days',
    presets: 'Range of days',
    custom: 'From – to',
    from: 'From',
    to: 'To',
    apply: 'Apply',
    invalid: 'The first day must not lie after the last one.',
  },

  live: {
    live: 'Up to date',
    paused: 'Paused while this tab is hidden',
    failing: 'Not refreshing',
    asOf: (moment: string) => `Counted up to ${moment}`,
    checked: (seconds: number) => (seconds < 2 ? 'checked just now' : `checked ${seconds} s ago`),
    lag: (ago: string) => `That was ${ago}: events are being caught up with.`,
    completeThrough: (moment: string) => `Entries before ${moment} are final.`,
    completeThroughTitle: 'Later entries may still convert. Late events and imports can change earlier ones.',
    late: (n: string) => `${n} events of this site came late and are counted.`,
    leftOut: (n: string) => `${n} visitors with far too many events are left out.`,
    sourceFacts: 'Answered from facts computed as events came.',
    sourceAdhoc: 'Answered from the events themselves.',
  },

  overview: {
    visitors: 'Visitors',
    sessions: 'Sessions',
    pageViews: 'Page views',
    purchases: 'Purchases',
    revenue: 'Revenue',
    conversion: 'Conversion',
    conversionShort: 'Purchase in it',
    bounce: 'Bounce rate',
    metric: 'Figure',
    metrics,
    perDay: (figure: string, interval: string) => `${figure} per ${interval}`,
    more: (amounts: string) => `and ${amounts}`,
    noCurrency: 'without currency',
    nobody: 'Nobody came in these days.',
    came: (visitors: string, sessions: string, isOneVisitor: boolean, isOneSession: boolean) =>
      `${visitors} ${isOneVisitor ? 'visitor' : 'visitors'} came in ${sessions} ${isOneSession ? 'session' : 'sessions'}.`,
    converted: (share: string, interval: string) =>
      `${share} of the sessions had a purchase (95% interval ${interval}).`,
    purchased: (n: string, amounts: string, isOne: boolean) =>
      amounts === ''
        ? `There ${isOne ? 'was' : 'were'} ${n} purchase${isOne ? '' : 's'}, without an amount.`
        : `${n} purchase${isOne ? '' : 's'} brought ${amounts}.`,
    bounced: (share: string) => `${share} of the sessions left after one page within ten seconds.`,
    between: (low: string, lowAt: string, high: string, highAt: string) =>
      `Between ${low} (${lowAt}) and ${high} (${highAt}).`,
    incomplete: (n: string, intervals: string, isOne: boolean) =>
      `${n} ${intervals} ${isOne ? 'is' : 'are'} not complete yet (dashed).`,
    tooShort: 'Too little to say how it goes.',
    notAdding: 'A visitor can come in several, so they do not add up to the range.',
    chartLabel: (figure: string, sentence: string) => `Line chart: ${figure} over time. ${sentence}`,
    entrances: 'Where sessions begin',
    exits: 'Where sessions end',
    topPages: 'Pages seen most',
    begunThere: 'Begun there',
    endedThere: 'Ended there',
    page: 'Page',
    ofSessions: 'Of all',
  },

  acquisition: {
    title: 'Where sessions come from',
    by: 'Origins by',
    dimensions: acquisitionBy,
    conversion: 'With a purchase, 95% interval',
    total: 'All together',
    none: 'No sessions in these days.',
    most: (value: string, share: string) => `Most sessions come by “${value}” (${share}).`,
    differ: (best: string, high: string, worst: string, low: string) =>
      `“${best}” buys most often (${high}), “${worst}” least (${low}); their intervals do not overlap.`,
    alike: 'How often they buy differs by no more than its uncertainty.',
    tooFew: 'Too few sessions in each to compare how often they buy.',
  },

  search: {
    title: 'What people search for',
    whatNext: 'What follows a search',
    none: 'Nobody searched in these days.',
    noTerm: 'without a term',
    sentence: (searches: string, terms: string, most: string, n: string) =>
      `${searches} searches for ${terms} different terms; most often “${most}” (${n}).`,
    resultsUnknown: 'Whether anything was found is not known: no page of results says how many.',
    without: (share: string, interval: string) =>
      `${share} of the searches found nothing (95% interval ${interval}).`,
    emptyTerms: (terms: string) => `Nothing was found most often for ${terms}.`,
    term: 'Term',
    searches: 'Searches',
    withoutResults: 'Found nothing',
    clicked: 'Clicked',
    purchased: 'Bought later',
    left: 'Left with it',
  },

  products: {
    title: 'What is looked at, and what is bought',
    product: 'Product',
    viewed: 'Viewed',
    carted: 'Put into the cart',
    bought: 'Bought',
    cartRate: 'Cart, of viewed',
    buyRate: 'Bought, of viewed, 95% interval',
    pathOf: (name: string) => `${name}: from seen to bought`,
    none: 'No product was viewed, put into a cart or bought in these days.',
    sentence: (values: string, viewed: string, cart: string, buy: string, interval: string) =>
      `${viewed} visitors viewed one of ${values} products: ${cart} put it into the cart, ${buy} bought it (95% interval ${interval}).`,
  },

  paths: {
    from: 'From',
    to: 'To',
    entrance: 'where sessions begin',
    anywhere: 'anywhere',
    points: { page: 'a page', event: 'an event', step: 'a step of a funnel' },
    pointValue: (end: string, what: string) => `${end}: ${what}`,
    chooseStep: 'choose a step',
    show: 'Show',
    depth: 'Steps away',
    by: 'Ways over',
    kinds: { page: 'Pages', event: 'Events' },
    title: (n: string, subjects: string) => `The ways of ${n} ${subjects}`,
    chart: 'Chart of the ways',
    chartLabel: (sentence: string) =>
      `Stream chart of the ways. ${sentence} The table below holds every figure.`,
    table: 'Every step of the ways',
    distance: 'Away',
    fromColumn: 'From',
    toColumn: 'To',
    ofAll: 'Of all',
    exit: 'left',
    began: 'began here',
    otherPages: 'all other pages',
    otherEvents: 'all other events',
    stepOf: (step: string, funnel: string) => `step ${step} of “${funnel}”`,
    honest:
      'Grey is who left and what is too rare for a name of its own; nobody is left out. Of the same page again and again the first counts.',
    none: 'Nobody was at this point in these days.',
    noneHint: 'Choose other days, fewer conditions, or a page or event that really happens.',
    nobodyBetween: (n: string, subjects: string, start: string, end: string) =>
      `Of ${n} ${subjects} at “${start}” none came to “${end}”.`,
    forward: (n: string, subjects: string, at: string) => `${n} ${subjects} from “${at}”.`,
    backward: (n: string, subjects: string, at: string) => `${n} ${subjects} came to “${at}”.`,
    between: (
      n: string,
      subjects: string,
      start: string,
      came: string,
      share: string,
      interval: string,
      end: string,
    ) => `Of ${n} ${subjects} at “${start}”, ${came} (${share}, 95% interval ${interval}) came to “${end}”.`,
    mostTo: (name: string, n: string, share: string, interval: string) =>
      `Most go to “${name}” next: ${n} (${share}, 95% interval ${interval}).`,
    mostFrom: (name: string, n: string, share: string, interval: string) =>
      `Most come from “${name}”: ${n} (${share}, 95% interval ${interval}).`,
    ended: (n: string, share: string) => `${n} (${share}) left right there.`,
    beganThere: (n: string, share: string) => `${n} (${share}) began right there.`,
  },

  people: {
    visitor: 'Visitor',
    user: 'User',
  },

  sessions: {
    search: 'Search',
    searchHint: 'A whole visitor or user id, the name of an event, or a part of a page’s path.',
    find: 'Find',
    list: 'Sessions, newest first',
    begun: 'Begun',
    pages: 'First and last page',
    length: 'Length',
    views: 'Pages',
    events: 'Events',
    signals: 'Trouble',
    bought: 'Bought',
    cameFrom: 'Came by',
    total: (n: string, isOne: boolean) => `${n} ${isOne ? 'session' : 'sessions'} began in these days.`,
    found: (n: string, search: string, isOne: boolean) =>
      `${n} ${isOne ? 'session fits' : 'sessions fit'} “${search}” in these days.`,
    shown: (n: string) => `${n} of them are shown here.`,
    none: 'No session',
    noneHint: 'Choose other days, or fewer conditions.',
    noneFoundHint: 'Choose other days or fewer conditions, or search for something else.',
    paging: 'More sessions',
    newest: 'Newest',
    older: 'Older',
  },

  session: {
    title: 'Session',
    titleOf: (moment: string) => `Session of ${moment}`,
    all: 'All sessions',
    timeline: 'What happened',
    sentence: (length: string, views: string, events: string, isOneView: boolean, isOneEvent: boolean) =>
      `${length} with ${views} page ${isOneView ? 'view' : 'views'} and ${events} ${isOneEvent ? 'event' : 'events'}.`,
    between: (first: string, last: string) =>
      first === last ? `It began and ended on ${first}.` : `It began on ${first} and ended on ${last}.`,
    bought: (n: string, amount: string, isOne: boolean) =>
      isOne ? `It ended in a purchase of ${amount}.` : `It held ${n} purchases of ${amount} together.`,
    boughtNothing: 'Nothing was bought.',
    troubled: (signals: string) => `Signs of trouble: ${signals}.`,
    marked: 'Steps of these funnels are marked:',
    markedHint:
      'Filled ones count in the report; dashed ones fit a step and are no part of the reported way.',
    notCounted: 'fits, not counted',
    step: (funnel: string, step: string, name: string) => `${funnel} ${step}: ${name}`,
    pause: (length: string) => `${length} pass`,
    on: (element: string, path: string) => (path === '' ? `on ${element}` : `on ${element}, ${path}`),
    value: 'value',
    items: 'items',
    late: 'came late',
    republished: 'from the spool',
    more: (n: string) => `${n} further events are not shown.`,
  },

  visitor: {
    title: (id: string) => `Visitor ${id}`,
    sentence: (sessions: string, views: string, events: string, isOne: boolean) =>
      `${sessions} ${isOne ? 'session' : 'sessions'} with ${views} page views and ${events} events.`,
    bought: (n: string, amount: string, isOne: boolean) =>
      `${n} ${isOne ? 'purchase' : 'purchases'} of ${amount}.`,
    boughtNothing: 'Nothing bought so far.',
    leftOut: 'This visitor has far too many events, and no report holds them.',
    first: 'First seen',
    last: 'Last seen',
    channels: 'Channels',
    channel: (name: string, n: string) => `${name} (${n})`,
    funnels: 'Funnels entered',
    funnel: 'Funnel',
    reached: 'Came to',
    entered: 'Entered',
    lastStep: 'Last step',
    level: (level: string, steps: string, name: string) =>
      name === '' ? `${level} of ${steps} steps` : `${name}, ${level} of ${steps} steps`,
    sessions: 'Sessions, newest first',
    more: (n: string) => `${n} older sessions are not shown.`,
  },

  livePage: {
    connecting: 'Connecting …',
    upTo: (time: string) => `Counted up to ${time}`,
    stale: (ago: string) => `Nothing came since ${ago}; these figures are old. Trying again.`,
    lost: 'No connection; trying again.',
    sentence: (five: string, thirty: string, isOne: boolean) =>
      `${five} ${isOne ? 'visitor is' : 'visitors are'} active now, ${thirty} were in the last half hour.`,
    minutes: 'Events per minute',
    minutesSentence: (mean: string, top: string, now: string) =>
      `${mean} events a minute on average, ${top} at most; ${now} in the minute that goes on (dashed).`,
    minutesLabel: 'Bar chart of the events in each of the last thirty minutes.',
    minute: (time: string, n: string) => `${time}: ${n} events`,
    funnels: 'Funnels today',
    funnelsHint: 'Who entered today, by the site’s days; most may still go on.',
    funnel: 'Funnel',
    entered: 'Entered',
    sinceOpened: 'Since you look',
    converted: 'Converted',
    share: 'Share so far',
    computing: 'being computed',
    pages: 'Where they are',
    page: 'Page',
    elsewhere: 'all other pages',
    events: 'The last events',
    when: 'When',
    event: 'Event',
  },

  quality: {
    title: 'Data quality',
    received: 'Received',
    rejected: 'Rejected',
    duplicates: 'Duplicates removed',
    inFlight: 'In flight',
    late: 'Late',
    stored: 'Stored',
    bots: 'From bots',
    botsOf: (n: string, suspected: string) => `${n} (${suspected} suspected)`,
    lost: 'Lost on the way',
    lostOf: (n: string, share: string) => `${n} (${share})`,
    notMeasured: 'being measured',
    logMissing: (n: string) => `All sites: ${n} records of the log are not accounted for.`,
    logSurplus: (n: string) => `All sites: ${n} more events are counted than the log ever held.`,
    atLeast: (n: string) => `at least ${n}`,
    allCounted: 'All time: everything that was accepted is counted.',
    onTheirWay: (n: string) => `All time: ${n} accepted, and not yet counted.`,
    unbalanced: (n: string) => `All time: ${n} accepted events are not accounted for.`,
    rejectedWhy: (reasons: string) => `Rejected: ${reasons}.`,
    reason: (code: string, n: string) => `${code} ${n}`,
  },

  loss: {
    title: 'Lost on the way',
    sentence: (sent: string, views: string, lost: string, share: string, interval: string) =>
      `Of ${sent} events that browsers sent in ${views} page views, ${lost} (${share}, 95% interval ${interval}) never arrived.`,
    nothingLost: (sent: string, views: string, most: string) =>
      `All ${sent} events that browsers sent in ${views} page views arrived; with 95% certainty, less than ${most} are lost.`,
    nothingMeasured: 'Nothing to measure yet: no event came with a page view and a number within it.',
    rejected: (n: string) => `${n} more arrived and were refused; they have a reason.`,
    unsettled: (n: string, isOne: boolean) =>
      `${n} page ${isOne ? 'view is' : 'views are'} too young to be judged.`,
    implausible: (n: string) => `${n} page views claim more events than one has, and are left out.`,
    hint: 'Events are numbered within a page view, and each page view tells how far the one before had counted. What arrives later is no longer lost. All time; by the page view’s own page, browser and tracker.',
    byPage: 'By page',
    byBrowser: 'By browser',
    byTracker: 'By tracker',
    sent: 'Sent',
    lost: 'Lost',
    share: 'Share',
    stepsTitle: 'Measured loss between steps',
    measuring: 'Being measured …',
    step: (from: string, to: string, sent: string, lost: string, share: string, interval: string) =>
      `“${from}” → “${to}”: ${lost} of ${sent} events lost (${share}, 95% interval ${interval}).`,
    stepsHint:
      'On page views around a step, of visitors who were not seen at the next one. Where much is lost, some of them did go on.',
  },

  funnels: {
    title: 'Funnels',
    none: 'No funnel yet',
    noneHint: 'A funnel is a row of steps; the report says how many go from each to the next.',
    make: 'New funnel',
    edit: 'Edit',
    unsaved: 'not saved',
    unknown: (id: string) => `There is no funnel “${id}”`,
    unknownHint: 'It may have been deleted. Choose another one.',
    version: (version: string) => `version ${version}`,
    meta: (subject: string, window: string) =>
      `Counts ${subject}, at most ${window} from first to last step.`,
    metaPerStep: (subject: string, window: string) =>
      `Counts ${subject}, at most ${window} from each step to the next.`,
    metaStrict: 'Nothing else in between.',
    metaAny: 'In any order.',
    metaHold: (what: string) => `The same ${what} all the way.`,
    metaItem: 'item',
    metaUnit: 'Each pair counts.',
    metaExclude: (n: string, isOne: boolean) => `${n} exclusion${isOne ? '' : 's'}.`,
    backFill: 'The facts of this version are being computed; until then it is answered from the events.',
  },

  /** The contract's, where a definition names none. */
  windowDefault: 'P7D',

  /** From one bound to another. */
  to: (low: string, high: string) => `${low} to ${high}`,

  /** Where somebody stands at a step. */
  states: {
    entered: 'entered',
    converted: 'went on',
    dropped: 'dropped',
    open: 'still open',
    excluded: 'excluded',
  },

  report: {
    emptyTitle: 'Nothing to show here',
    title: (name: string) => `Funnel: ${name}`,
    empty: (subjects: string) => `No ${subjects} entered this funnel in these days.`,
    emptyHint: 'Choose other days, or check that the first step is an event or page that really happens.',
    emptyNarrowedHint: 'Nobody who meets the conditions above entered this funnel in these days.',
    showEverybody: 'Show everybody',
    elsewhere: (from: string, to: string) => `The events of this site lie between ${from} and ${to}.`,
    goThere: 'Show those days',
    sentence: (entered: string, subjects: string, first: string, rest: string) =>
      `Of ${entered} ${subjects} that reached “${first}”, ${rest}.`,
    reached: (n: string, share: string, interval: string, step: string) =>
      `${n} (${share}, 95% interval ${interval}) reached “${step}”`,
    loss: (step: string, dropped: string, entered: string, share: string) =>
      `The largest loss is after “${step}”: ${dropped} of ${entered} (${share}) went no further.`,
    noLoss: 'Nobody has been lost so far.',
    open: (n: string, subjects: string, isOne: boolean) =>
      `${n} ${subjects} ${isOne ? 'is' : 'are'} still open and may go on.`,
    chartTitle: 'Steps',
    chartLabel: (sentence: string) =>
      `Bar chart of the steps. ${sentence} The table below holds every figure.`,
    enteredBar: (n: string, share: string) => `${n} · ${share}`,
    goOn: (n: string, share: string) => `${n} go on (${share})`,
    lost: (n: string, share: string) => `${n} lost (${share})`,
    stillOpen: (n: string) => `${n} still open`,
    median: (time: string) => `half within ${time}`,
    table: 'All figures',
    step: 'Step',
    entered: 'Entered',
    converted: 'Converted',
    dropped: 'Dropped',
    openColumn: 'Open',
    excluded: 'Excluded',
    rateFirst: 'Of first',
    ratePrevious: 'Of previous',
    rateDecided: 'Converted, of decided',
    interval: '95% interval',
    medianPrevious: 'Median from previous',
    medianFirst: 'Median from first',
    nothing: '–',
    optional: 'may be left out',
    openStep: (step: string) => `${step}: what happened after this step`,
    people: (n: string, state: string, step: string) => `${n} ${state} at “${step}”: show who`,
    csv: 'CSV',
  },

  compare: {
    label: 'Compare with',
    nothing: 'nothing',
    previous: 'the days before',
    days: 'chosen days …',
    from: 'From',
    to: 'to',
    apply: 'Compare',
    title: (days: string) => `Compared with ${days}`,
    table: 'Comparison as a table',
    entered: 'Entered then → now',
    rate: 'Rate then → now',
    rateThen: 'Rate then',
    rateNow: 'Rate now',
    difference: 'Difference in points, 95% interval',
    verdict: 'Which means',
    fell: (then: string, now: string, points: string, interval: string) =>
      `Conversion fell from ${then} to ${now}: ${points} points (95% interval ${interval}).`,
    rose: (then: string, now: string, points: string, interval: string) =>
      `Conversion rose from ${then} to ${now}: ${points} points (95% interval ${interval}).`,
    same: (then: string, now: string, points: string, interval: string) =>
      `Conversion was ${then} and is ${now}. The difference of ${points} points (95% interval ${interval}) may be chance.`,
    tooFew: (then: string, now: string) =>
      `Conversion was ${then} and is ${now}, of too few to say that anything changed.`,
    mostAt: (step: string, points: string) =>
      `The largest change beyond chance is on the way to “${step}”: ${points} points.`,
    noStep: 'No single step changed beyond chance.',
    withinNoise: 'may be chance',
    higher: 'higher',
    lower: 'lower',
    hint: 'Rates are of the step before. A difference is called higher or lower only where its interval leaves out zero and at least 30 entered in both ranges.',
    incomplete: {
      range_open: 'The range is not complete yet: some may still come further.',
      compared_open: 'The range it is compared with is not complete yet: some may still come further.',
      range_before_first_event: 'The range begins before the first event of this site.',
      compared_before_first_event:
        'The range it is compared with begins before the first event of this site.',
    },
  },

  explain: {
    title: 'What explains the change',
    nobody: 'Nobody entered in one of the two ranges: there is no change to explain.',
    noise: (then: string, now: string, points: string, interval: string) =>
      `Conversion was ${then} and is ${now}. The difference of ${points} points (95% interval ${interval}) is within noise: there is nothing to explain.`,
    fell: (then: string, now: string, points: string, interval: string) =>
      `Conversion fell from ${then} to ${now}: ${points} points (95% interval ${interval}), beyond noise.`,
    rose: (then: string, now: string, points: string, interval: string) =>
      `Conversion rose from ${then} to ${now}: ${points} points (95% interval ${interval}), beyond noise.`,
    step: (step: string, points: string) => `The way to “${step}” accounts for ${points} points of it.`,
    segments: (names: string, isOne: boolean) =>
      `${names} ${isOne ? 'explains' : 'explain'} more of it than ${isOne ? 'its' : 'their'} share.`,
    noSegment:
      'No segment explains more of it than its share: it changed alike for everybody, or too few differ to tell.',
    steps: 'Where on the way',
    part: 'Part of the change',
    share: (share: number) => `${Math.round(share * 100)}%`.replace('-', '−'),
    contribution: 'Adds, in points',
    segment: 'Segment',
    segmentName: (by: string, value: string) => `${by}: ${value}`,
    segmentsTitle: 'For whom',
    moreSegments: (n: string) => `${n} more segments`,
    enteredThenNow: 'Entered then → now',
    thenNow: (then: string, now: string) => `${then} → ${now}`,
    excess: 'Beyond its share, in points, 95% interval',
    finding: 'explains the change',
    withinNoise: 'within noise',
    hint: (tested: string, least: string) =>
      `${tested} segments were tested, with a correction for so many tests. Segments of which fewer than ${least} entered in either range are never a finding. That a segment changed with the whole does not say that it is the cause.`,
  },

  timing: {
    title: 'Time to convert',
    table: 'Times as a table',
    label: (n: string) => `Distribution of the times of ${n}; the table below holds the figures.`,
    half: (time: string) => `half within ${time}`,
    bin: (from: string, to: string, n: string) => `${from} to ${to}: ${n}`,
    none: 'Nobody came to a second step yet.',
    slowest: (step: string, time: string) =>
      `The longest way is the one to “${step}”: half take at least ${time}.`,
    whole: (half: string, most: string) =>
      `Of those who came to the end, half did so within ${half} of their first step and nine in ten within ${most}.`,
    n: 'Came here',
    median: 'Median',
    mean: 'Mean',
    p25: '25%',
    p75: '75%',
    p90: '90%',
    p95: '95%',
    medianFirst: 'Median from first',
    meanFirst: 'Mean from first',
    hint: 'From the step before, of those who came. All distributions share their bins, each twice as long as the one before; the line is the median.',
  },

  worth: {
    title: 'Value',
    table: 'Value as a table',
    worth: 'Worth of those who came',
    unknown: 'not known of',
    dropped: 'Dropped',
    atRisk: 'At risk with those who dropped',
    of: (n: string) => `of ${n}`,
    none: 'No event of these steps says what it is worth.',
    revenue: (amounts: string) => `Purchases at the last step were worth ${amounts}.`,
    atRiskMost: (amounts: string, step: string) =>
      `Most is at risk after “${step}”: those who dropped there had ${amounts} on their way.`,
    hint: 'By the value of the event, or its items’ prices times quantities. What dropped is worth what its latest step said. Currencies are not added up.',
  },

  versions: {
    label: 'Version',
    latest: (version: string) => `${version} (latest)`,
    title: (older: string, latest: string) => `Version ${older} beside version ${latest}`,
    readOnly: 'This version is kept as it was and cannot be changed. Both are of the same days and people.',
    toLatest: 'Show the latest version',
    table: 'Both versions, step by step',
    number: 'Step',
    step: (version: string) => `Version ${version}`,
    entered: (version: string) => `Entered (version ${version})`,
    rate: (version: string) => `Of first (version ${version})`,
  },

  dropoff: {
    title: (n: string, step: string) => `After step ${n}, “${step}”`,
    close: 'Close',
    sentence: (
      entered: string,
      subjects: string,
      step: string,
      converted: string,
      dropped: string,
      open: string | undefined,
    ) =>
      `Of ${entered} ${subjects} at “${step}”, ${converted} went on and ${dropped} dropped${open === undefined ? '' : `; ${open} may still go on`}.`,
    excluded: (n: string) => `${n} of the dropped were ended by an exclusion.`,
    mostLeft: (share: string) => `Most of the dropped left the site right after (${share}).`,
    mostWent: (to: string, share: string) => `The dropped most often went on to “${to}” (${share}).`,
    next: 'Where they went next',
    lastClick: 'What they clicked last',
    lastPage: 'On which page',
    ofDropped: (n: string) => `Of ${n} dropped`,
    ofConverted: (n: string) => `Of ${n} who went on`,
    event: (name: string) => `event ${name}`,
    exit: 'left the site',
    pending: 'nothing yet',
    none: 'nothing',
  },

  stepSignals: {
    title: 'Signs of trouble after this step',
    table: 'Signs of trouble as a table',
    signal: 'Sign',
    dropped: 'With it, of the dropped',
    converted: 'With it, of those who went on',
    odds: 'Odds of dropping with it, 95% interval',
    interval: (low: string, high: string) => `${low} to ${high}`,
    names: {
      rage_click: 'Rage click',
      dead_click: 'Dead click',
      form_error: 'Form error',
      js_error: 'Script error',
      slow_page: 'Slow page',
      empty_search: 'Search without results',
    },
    saw: {
      rage_click: 'clicked in rage',
      dead_click: 'clicked where nothing happened',
      form_error: 'saw a form error',
      js_error: 'met a script error',
      slow_page: 'had a slow page',
      empty_search: 'searched and found nothing',
    },
    finding: (subjects: string, saw: string, odds: string, low: string, high: string) =>
      `For ${subjects} that ${saw} the odds of dropping were ${odds} times as high (95% interval ${low} to ${high}).`,
    noFinding: (signals: string) =>
      `No sign of trouble was more frequent among the dropped than chance explains (looked at: ${signals}).`,
    tooFew: 'Too few people, or too few signs of trouble, to say anything.',
    notEnough: 'too few to say',
    more: 'more among the dropped',
    notMore: 'not more among the dropped',
    chance: 'may be chance',
    hint: 'Nothing is called a finding below 30 dropped, 30 who went on and 10 with the sign, and all signs are tested together. That two things go together does not say that one causes the other.',
  },

  stepPeople: {
    title: 'Who',
    hint: 'Choose a figure to see the people behind it.',
    total: (subjects: string, state: string, isItem: boolean) =>
      `${subjects}${isItem ? ' and values' : ''} ${state}.`,
    shown: (n: string) => `The latest ${n} are shown.`,
    table: 'People',
    who: 'Visitor',
    visitor: (id: string) => `${id}: all sessions of this visitor`,
    reached: 'Reached the step',
    session: (time: string) => `${time}: open this session`,
    held: 'Held',
    lastPage: 'On page',
    lastClick: 'Last click',
    next: 'Next',
    signals: 'Signs of trouble',
    more: 'Show more',
  },

  series: {
    title: (interval: string) => `Conversion per ${interval} of entry`,
    label: (sentence: string) => `Line chart of the conversion over time. ${sentence}`,
    interval: 'Bucket',
    range: (low: string, lowAt: string, high: string, highAt: string) =>
      `Between ${low} (${lowAt}) and ${high} (${highAt}) of those who entered came to the last step.`,
    steady: (rate: string) => `${rate} of those who entered came to the last step.`,
    none: 'Nobody entered in these days.',
    tooFew: (interval: string) =>
      `Fewer than 30 entered in each ${interval}: much of the ups and downs is chance.`,
    incomplete: (n: string, intervals: string, isOne: boolean) =>
      `${n} ${intervals} ${isOne ? 'is' : 'are'} not complete yet (dashed): the figure may still rise.`,
    notAdding: 'A subject can enter in several, so they do not add up to the range.',
    conversion: 'Converted',
    entered: 'Entered',
    incompleteMark: 'not complete yet',
    complete: 'Complete',
    yes: 'yes',
    no: 'no',
    tableLabel: 'Conversion as a table',
    when: 'Entry',
    table: 'As a table',
  },

  breakdown: {
    title: 'Breakdown',
    by: 'Break down by',
    none: 'Nothing',
    property: 'A property …',
    propertyName: 'Name of the property',
    apply: 'Break down',
    table: 'Breakdown as a table',
    value: 'Value',
    entered: 'Entered',
    converted: 'Came to the end',
    rate: 'Share with 95% interval',
    largestLoss: 'Largest loss after',
    unknown: 'not known',
    other: 'all other values',
    hint: 'Choose a dimension to see for whom the path breaks.',
    differ: (best: string, high: string, worst: string, low: string) =>
      `“${best}” comes to the end most often (${high}), “${worst}” least (${low}); their intervals do not overlap.`,
    alike: 'The values differ by no more than their uncertainty: all intervals overlap.',
    tooFew: 'Too few in each value to compare them.',
    only: (value: string) => `All are “${value}”.`,
    scopes: {
      entry: 'The value is the one at the event that entered the funnel.',
      session:
        'The value is of the whole session and may have come after the entry: it may be an effect and not a cause.',
      item: 'Each stands in a row for every value of its items, so rows overlap and do not add up.',
    },
    narrow: 'A value leads to the figures of those alone, a count to who they are.',
    people: (n: string, state: string, step: string, value: string) =>
      `${n} ${state} at “${step}” among “${value}”: show who`,
  },

  form: {
    newTitle: 'New funnel',
    editTitle: (name: string) => `Edit “${name}”`,
    name: 'Name',
    id: 'Id in addresses',
    idHint: 'a to z, 0 to 9, - and _, at most 60; not “report”',
    count: 'Count',
    order: 'Order of the steps',
    orders: {
      ordered: 'in order, anything between',
      strict: 'in order, nothing between',
      any: 'in any order',
    },
    window: 'At most',
    windowUnit: 'Unit',
    windowScope: 'From where to where',
    windowWhole: 'from first to last step',
    windowStep: 'from each step to the next',
    minutes: 'minutes',
    hours: 'hours',
    days: 'days',
    keep: (window: string) => `${window} (as it is)`,
    hold: 'Must stay the same',
    holds: { none: 'nothing', item_id: 'the item', prop: 'a property …' },
    holdName: 'Name of the property',
    unit: 'Counts',
    unitSubject: (subject: string) => `each ${subject} once, at its best`,
    unitItem: (subject: string) => `each ${subject} and value`,
    steps: 'Steps',
    stepNumber: (n: string) => `Step ${n}`,
    stepName: 'Shown as',
    event: 'Event',
    path: 'Page path',
    pathHint: 'In a path * stands for anything within a segment, ** for anything across segments.',
    moveHint: 'Alt with ↑ or ↓ moves the step you are in.',
    moved: (name: string, to: string, of: string) => `“${name}” is now step ${to} of ${of}.`,
    optional: 'May be left out',
    enter: 'enter',
    ofFirst: (share: string) => `${share} of first`,
    alternative: (n: string) => `Alternative ${n}`,
    addAlternative: 'Or another event',
    addCondition: 'Condition',
    condition: (n: string) => `Condition ${n}`,
    or: 'or',
    and: 'and',
    where: 'where',
    property: 'Property',
    propertyPlaceholder: 'property, item.… or dimension.…',
    operator: 'Comparison',
    value: 'Value',
    valueNumber: (n: string) => `Value ${n}`,
    orValue: 'or …',
    removeOf: (what: string) => `Remove ${what.toLowerCase()}`,
    exclusions: 'Must not happen on the way',
    exclusionsHint: 'Such an event ends the way. Who would have come further without it counts as excluded.',
    noExclusions: 'What must not happen on the way counts only with steps in order; it is left out.',
    exclusionNumber: (n: string) => `Exclusion ${n}`,
    addExclusion: 'Add an exclusion',
    afterStep: 'After step',
    beforeStep: 'Before step',
    pickStep: 'choose a step',
    addStep: 'Add a step',
    removeStep: (n: string) => `Remove step ${n}`,
    moveUp: (n: string) => `Move step ${n} up`,
    moveDown: (n: string) => `Move step ${n} down`,
    ask: 'Show the report',
    save: 'Save',
    saving: 'Saving …',
    cancel: 'Close',
    faults: (n: string, isOne: boolean) =>
      `${n} thing${isOne ? '' : 's'} to mend, marked where ${isOne ? 'it is' : 'they are'}.`,
    need: 'Give an event, a path or a condition.',
    needId: 'The id does not fit: a to z, 0 to 9, - and _, at most 60.',
    needWindow: 'The time must be above 0 and at most 90 days.',
    needStep: 'Choose a step that cannot be left out.',
    needLater: 'Choose a later step than the one it comes after.',
    needProperty: 'Give the name of a property.',
    needValue: 'Give a value.',
    needNumber: 'Give a number.',
    taken: (id: string) => `Saving makes a new version of “${id}”.`,
    remove: 'Delete',
    removeSure: (name: string) => `Delete “${name}” with all its versions?`,
    removeYes: 'Delete it',
    removeNo: 'Keep it',
  },

  /** What people are told apart by. */
  by: {
    words: {
      landing_page: 'Landing page',
      visitor_type: 'New or returning visitor',
      search_result: 'Site search',
      web_vital: 'Page speed',
      form_error: 'Form error',
    },
    values: {
      new: 'new',
      returning: 'returning',
      found: 'found something',
      none: 'found nothing',
      no_search: 'did not search',
      good: 'good',
      fair: 'fair',
      poor: 'poor',
      not_measured: 'not measured',
      yes: 'yes',
      no: 'no',
      declared: 'bot, says so itself',
      suspected: 'suspected bot',
    },
    person: 'person',
    property: (name: string) => `Property ${name}`,
    item: (field: string) => `Item ${field}`,
    ofEvent: 'At the entry',
    ofVisit: 'Of the visit',
    ofSession: 'Later in the session',
    named: 'A property or item field …',
    name: 'Its name, or item.FIELD',
  },

  filter: {
    title: 'Filter',
    add: 'Filter',
    withoutBots: 'Without bots',
    remove: (condition: string) => `${condition}: remove this condition`,
    what: 'What',
    how: 'Comparison',
    value: 'Value',
    apply: 'Apply',
    cancel: 'Cancel',
    segment: 'Segment',
    everybody: 'Everybody',
    unknownSegment: (id: string) => `${id} (deleted)`,
    save: 'Save as segment',
    segmentName: 'Name of the segment',
    saveIt: 'Save',
    replaces: (id: string) => `Saving replaces the segment “${id}”.`,
    holds: (name: string, conditions: string) => `“${name}”: ${conditions}.`,
    delete: 'Delete segment',
    deleteSure: (name: string) => `Delete the segment “${name}”?`,
    narrow: (value: string) => `${value}: show only these`,
  },

  seen: {
    times: (n: string) => `${n} events`,
  },

  /** What a table is called that scrolls within its section. */
  tableOf: (title: string) => `Table: ${title}`,

  loading: 'Loading …',
} as const;
