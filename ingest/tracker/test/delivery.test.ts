import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTests } from './browser-tests';
import { browse, type Stage } from './stage';

const send = (page: Page, name: string) => page.evaluate((event) => window.polku!(event), name);

const sendings = (stage: Stage, name: string) =>
  stage.sent.filter((event) => event.name === name).map(({ id }) => id);

/** Sends an event while the intake cannot be reached, and awaits the failure. */
const sendInVain = async (stage: Stage, page: Page, name: string): Promise<void> => {
  await stage.event('page_view');
  await stage.disconnect();
  const failed = page.waitForEvent('requestfailed');
  await send(page, name);
  await failed;
};

/** Leaves one event in the browser that no intake has answered for, its page gone. */
const leaveUnsent = async (stage: Stage, name: string): Promise<void> => {
  const page = await stage.visit('/');
  // A beacon may fail after the intake is back.
  await page.evaluate(() => (navigator.sendBeacon = () => true));
  await sendInVain(stage, page, name);
  await page.goto(stage.at('/blank'));
  await page.close();
  await stage.reconnect();
  expect(sendings(stage, name)).toEqual([]);
};

browserTests('delivery', (test) => {
  test('hiddenTabSendsAtOnceByBeacon', async (stage) => {
    // Under a debugger no tab is ever hidden, so this page opens another by itself.
    stage.pages['/'] = `<title>Home</title>${stage.tag()}
      <script>fetch('/go').then(() => { polku('last'); open('/other') })</script>`;
    stage.gates['/go'] = stage.event('page_view');
    const end = browse(stage.at('/'));
    try {
      await stage.event('last');
      const [request] = stage.received.filter(({ body }) => body.events[0].name === 'last');
      expect(request).toMatchObject({ beacon: true, contentType: 'text/plain' });
    } finally {
      await end();
    }
  });

  test('eventJustBeforeLeavingArrivesAndIsCountedOnce', async (stage) => {
    const page = await stage.visit('/');
    await stage.event('page_view');
    await page.evaluate(() => {
      window.polku!('last');
      location.href = '/next';
    });
    await stage.event('last');
    await stage.event('page_view', 2);
    await stage.mark(page);
    expect(new Set(sendings(stage, 'last')).size).toBe(1);
  });

  test('closedTabSendsWhatWaited', async (stage) => {
    const page = await stage.visit('/');
    await stage.event('page_view');
    await send(page, 'last');
    await page.close({ runBeforeUnload: true });
    await stage.event('last');
  });

  test('overloadedIntakeIsTriedAgainWithTheSameIdAfterTheTimeItAskedFor', async (stage) => {
    stage.answers.push({ status: 503, headers: { 'Retry-After': '3' } });
    const page = await stage.visit('/');
    const refused = await stage.until('refusal', () => stage.received[0]);
    const from = Date.now();
    await send(page, 'meanwhile');
    await page.click('a', { button: 'middle' });
    await stage.event('meanwhile');
    const own = stage.received.filter(({ body }) =>
      body.events.some(({ pv }) => pv === refused.body.events[0].pv),
    );
    expect(Date.now() - from).toBeGreaterThanOrEqual(2_900);
    expect(own[1].body.events[0].id).toBe(refused.body.events[0].id);
    expect(own[1].body.sent_at - refused.body.sent_at).toBeGreaterThanOrEqual(2_900);
    await stage.mark(page);
    expect(sendings(stage, 'meanwhile')).toHaveLength(1);
  });

  test.each([408, 429, 500])('status%iIsTriedAgain', async (stage, status) => {
    stage.answers.push({ status });
    await stage.visit('/');
    await stage.event('page_view');
    expect(new Set(sendings(stage, 'page_view')).size).toBe(1);
    expect(sendings(stage, 'page_view')).toHaveLength(2);
  });

  test.each([400, 403, 413])('status%iIsFinal', async (stage, status) => {
    stage.answers.push({ status });
    const page = await stage.visit('/');
    await stage.until('refusal', () => stage.received[0]);
    await stage.mark(page);
    await page.reload();
    await stage.mark(page);
    expect(sendings(stage, 'page_view')).toHaveLength(2);
    expect(stage.named('page_view')).toHaveLength(1);
  });

  test('nothingIsSentToAnIntakeThatAskedForAPauseWhenThePageIsLeft', async (stage) => {
    stage.answers.push({ status: 503, headers: { 'Retry-After': '600' } });
    const page = await stage.visit('/');
    await stage.until('refusal', () => stage.received[0]);
    await page.goto('about:blank');
    expect(stage.received).toHaveLength(1);
    await stage.visit('/next');
    await stage.event('page_view', 2);
    expect(sendings(stage, 'page_view')).toHaveLength(3);
  });

  test('eventsFromOfflineAreSentWhenTheNetworkIsBack', async (stage) => {
    const page = await stage.visit('/');
    await stage.event('page_view');
    await stage.context.setOffline(true);
    await sendInVain(stage, page, 'offline');
    await stage.reconnect();
    await stage.context.setOffline(false);
    await stage.event('offline');
    await stage.mark(page);
    expect(sendings(stage, 'offline')).toHaveLength(1);
  });

  test('eventsFromOfflineAreSentByTheNextPage', async (stage) => {
    await leaveUnsent(stage, 'kept');
    const page = await stage.visit('/next');
    const kept = await stage.event('kept');
    expect(kept.url).toBe(stage.at('/'));
    await stage.mark(page);
    expect(sendings(stage, 'kept')).toHaveLength(1);
    // The answer is heard a little after the intake gave it.
    await page.waitForFunction(() => localStorage.length === 0);
  });

  test('twoTabsDoNotBothSendWhatAThirdLeft', async (stage) => {
    await leaveUnsent(stage, 'kept');
    const tabs = await Promise.all([stage.visit('/a'), stage.visit('/b'), stage.visit('/c')]);
    await stage.event('kept');
    await stage.event('page_view', 4);
    await Promise.all(tabs.map((tab) => stage.mark(tab)));
    expect(sendings(stage, 'kept')).toHaveLength(1);
  });

  test('otherTabsLeaveALivePagesEventsAlone', async (stage) => {
    stage.answers.push({ status: 503, headers: { 'Retry-After': '600' } });
    await stage.visit('/');
    await stage.until('refusal', () => stage.received[0]);
    const other = await stage.visit('/next');
    await stage.mark(other);
    expect(sendings(stage, 'page_view')).toHaveLength(2);
  });

  test('crashedTabsEventsAreTakenOverWhenItsLeaseHasEnded', async (stage) => {
    const page = await stage.visit('/blank');
    await page.evaluate(() => {
      const event = { id: 'crashed', name: 'crashed', time: Date.now() - 1_000 };
      const old = { id: 'old', name: 'old', time: Date.now() - 7 * 864e5 };
      const entries = [event, old].map((each) => [['visitor', null], each]);
      localStorage['polku_q1_ended'] = JSON.stringify([Date.now() - 1, entries]);
      localStorage['polku_q1_lives'] = JSON.stringify([Date.now() + 1e5, entries]);
    });
    await page.goto(stage.at('/'));
    await stage.event('crashed');
    await stage.mark(page);
    expect(sendings(stage, 'crashed')).toHaveLength(1);
    expect(sendings(stage, 'old')).toEqual([]);
    const owner = stage.received.find(({ body }) => body.events[0].name === 'crashed');
    expect(owner!.body.visitor_id).toBe('visitor');
  });

  test('fullStorageLosesNothing', async (stage) => {
    const page = await stage.visit('/');
    await page.evaluate(() => {
      for (let size = 1 << 22; size > 0; size >>= 1) {
        try {
          localStorage['fill' + size] = 'x'.repeat(size);
        } catch {
          // Try a smaller one.
        }
      }
    });
    await page.reload();
    await stage.mark(page);
    expect(stage.named('page_view')).toHaveLength(2);
  });

  test('blockedStorageLosesNothing', async (stage) => {
    const page = await stage.context.newPage();
    const faults: Error[] = [];
    page.on('pageerror', (fault) => faults.push(fault));
    await page.addInitScript(() => {
      for (const area of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, area, {
          get() {
            throw new DOMException('blocked', 'SecurityError');
          },
        });
      }
    });
    await page.goto(stage.at('/'));
    await stage.mark(page);
    await page.click('a');
    await stage.event('page_view', 2);
    await stage.event('click');
    await stage.mark(page);
    expect(faults).toEqual([]);
  });

  test('fullQueueOfAClosedTabIsSentByTheNext', async (stage) => {
    const page = await stage.visit('/');
    await page.evaluate(() => (navigator.sendBeacon = () => true));
    await stage.event('page_view');
    await stage.disconnect();
    await page.evaluate(() => {
      for (let i = 0; i < 60; i++) {
        window.polku!('kept', { i });
      }
    });
    await page.goto(stage.at('/blank'));
    await page.close();
    await stage.reconnect();
    expect(stage.named('kept')).toEqual([]);
    await stage.visit('/next');
    await stage.event('kept', 60);
    const numbers = stage.named('kept').map(({ props }) => props.i as number);
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i));
  });

  test('blockedEndpointIsFollowedByTheNextOne', async (stage) => {
    await stage.context.route('http://blocked.example/**', (route) => route.abort());
    stage.pages['/'] = stage.tag(
      `data-site="shop" data-endpoint="http://blocked.example,http://127.0.0.1:${stage.intakePort}"`,
    );
    const page = await stage.visit('/');
    await stage.event('page_view');
    await stage.mark(page);
    expect(sendings(stage, 'page_view')).toHaveLength(1);
    expect(stage.named('page_view')).toHaveLength(1);
  });

  test('clockAnHourWrongIsTheSameHourInEveryTime', async (stage) => {
    await stage.context.addInitScript(() => {
      const now = Date.now;
      Date.now = () => now() + 36e5;
    });
    stage.answers.push({ status: 503 });
    const page = await stage.visit('/');
    const view = await stage.event('page_view');
    await stage.mark(page);
    const ahead = view.time - Date.now();
    expect(ahead).toBeGreaterThan(35e5);
    const { sent_at } = stage.received[0].body;
    expect(sent_at - view.time).toBeGreaterThanOrEqual(0);
    expect(sent_at - view.time).toBeLessThan(30_000);
    expect(new Set(sendings(stage, 'page_view')).size).toBe(1);
  });
});
