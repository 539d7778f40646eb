import { expect } from 'vitest';
import { browserTests } from './browser-tests';

const STUB = 'window.polku=window.polku||function(){(polku.q=polku.q||[]).push(arguments)};';

browserTests('calls', (test) => {
  test('callsBeforeTheTrackerIsThereAreSentAfterThePageView', async (stage) => {
    stage.pages['/'] = `<script>${STUB} polku('early', {step: 1})</script>${stage.tag()}`;
    await stage.visit('/');
    expect(await stage.event('early')).toMatchObject({ seq: 2, props: { step: 1 } });
  });

  test('eCommerceFieldsAreTopLevelAndPropertiesAreScalars', async (stage) => {
    const page = await stage.visit('/');
    await page.evaluate(() => {
      const items = [{ item_id: 'a', price: 2.5, quantity: 2, tags: ['x'], coupon: null }];
      window.polku!('purchase', {
        transaction_id: 't1',
        value: 5,
        currency: 'EUR',
        items: items as never,
        gift: true,
        nothing: null,
        nested: { a: 1 },
      });
      items[0].item_id = 'changed afterwards';
    });
    const purchase = await stage.event('purchase');
    expect(purchase).toMatchObject({ value: 5, currency: 'EUR' });
    expect(purchase.items).toEqual([{ item_id: 'a', price: 2.5, quantity: 2, tags: '["x"]' }]);
    expect(purchase.props).toEqual({ transaction_id: 't1', gift: true, nested: '{"a":1}' });
  });

  test('identifiedVisitorKeepsTheIdAndIsAnnouncedOnce', async (stage) => {
    stage.pages['/a'] =
      `${stage.tag()}<script>${STUB} polku('identify', 'u1', {plan: 'gold'})</script>`;
    const page = await stage.visit('/a');
    await stage.event('identify');
    expect(stage.received[0].body).toMatchObject({ user_id: 'u1' });
    expect(stage.named('identify')).toMatchObject([{ props: { plan: 'gold' } }]);

    await page.goto(stage.at('/b'));
    await page.evaluate(() => window.polku!('identify', 'u1', { plan: 'gold' }));
    await stage.mark(page);
    expect(stage.named('identify')).toHaveLength(1);
    expect(stage.received.at(-1)!.body.user_id).toBe('u1');

    await page.evaluate(() => window.polku!('identify', null));
    await stage.mark(page);
    expect(stage.received.at(-1)!.body.user_id).toBe(null);
    const visitors = new Set(stage.received.map(({ body }) => body.visitor_id));
    expect(visitors.size).toBe(1);
  });

  test('eventsOfTwoUsersNeverShareABody', async (stage) => {
    const page = await stage.visit('/');
    await page.evaluate(() => {
      window.polku!('identify', 'u1');
      window.polku!('one');
      window.polku!('identify', 'u2');
      window.polku!('two');
    });
    await stage.event('two');
    const userOf = (name: string) =>
      stage.received.find(({ body }) => body.events.some((event) => event.name === name))!.body
        .user_id;
    expect([userOf('one'), userOf('two')]).toEqual(['u1', 'u2']);
  });

  test('tenEventsGoTogetherAtOnce', async (stage) => {
    stage.pages['/'] = `${stage.tag()}<script>${STUB}
      for (let i = 1; i <= 24; i++) polku('step', {i})</script>`;
    await stage.visit('/');
    await stage.event('step', 24);
    const sizes = stage.received.map(({ body }) => body.events.length);
    expect(sizes[0]).toBe(10);
    expect(Math.max(...sizes)).toBe(10);
    expect(stage.sent).toHaveLength(25);
    expect(stage.sent.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 25 }, (_, i) => i + 1),
    );
  });

  test('largeEventsAreSplitIntoSmallBodies', async (stage) => {
    const page = await stage.visit('/');
    await page.evaluate(() => {
      for (let i = 0; i < 9; i++) {
        window.polku!('large', { text: '路'.repeat(5_000) });
      }
    });
    await stage.event('large', 9);
    const sizes = stage.received.map(({ body }) => Buffer.byteLength(JSON.stringify(body)));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(60_000);
  });

  test('whatIsNoJsonIsReportedAndHarmsNothing', async (stage) => {
    const page = await stage.visit('/');
    const [message] = await Promise.all([
      page.waitForEvent('console'),
      page.evaluate(() => {
        const loop: Record<string, unknown> = {};
        loop.loop = loop;
        window.polku!('bad', { loop });
      }),
    ]);
    expect(message.text()).toContain('polku');
    await stage.mark(page);
    expect(stage.named('bad')).toEqual([]);
  });

  test('tagTwiceOnAPageCountsOnce', async (stage) => {
    stage.pages['/'] = stage.tag() + stage.tag();
    const page = await stage.visit('/');
    await stage.mark(page);
    expect(stage.named('page_view')).toHaveLength(1);
  });

  test('missingSiteIsSaidOnTheConsole', async (stage) => {
    stage.pages['/'] = stage.tag('');
    const page = await stage.context.newPage();
    const [message] = await Promise.all([page.waitForEvent('console'), page.goto(stage.at('/'))]);
    expect(message.text()).toBe('polku no data-site');
    expect(stage.received).toEqual([]);
  });

  test('endpointCanBeElsewhere', async (stage) => {
    stage.pages['/'] = stage.tag(
      `data-site="shop" data-endpoint="http://intake.example:${stage.intakePort}"`,
    );
    await stage.visit('/');
    await stage.event('page_view');
  });
});
