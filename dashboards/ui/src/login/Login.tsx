import { useState } from 'react';
import { messages } from '../words/messages';

export function Login({ refused, logIn }: { refused: boolean; logIn: (token: string) => void }) {
  const [token, setToken] = useState('');
  return (
    <main className="alone">
      <p className="brand">{messages.product}</p>
      <h1>{messages.login.title}</h1>
      <p>{messages.login.hint}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== '') logIn(token.trim());
        }}
      >
        <label className="field">
          <span>{messages.login.token}</span>
          <input
            type="password"
            name="token"
            autoComplete="current-password"
            required
            value={token}
            aria-invalid={refused}
            aria-describedby={refused ? 'token-wrong' : undefined}
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        {refused && (
          <p className="note note-problem" role="alert" id="token-wrong">
            {messages.login.wrong}
          </p>
        )}
        <button type="submit" className="primary">
          {messages.login.submit}
        </button>
      </form>
    </main>
  );
}
