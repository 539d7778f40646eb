import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { createHttp } from './api/http';
import { ProblemError } from './api/problem';
import { HttpProvider } from './api/queries';
import { Login } from './login/Login';
import { forget, isToken, remember, takeFromAddress, type Credentials } from './login/token';
import { Workbench } from './Workbench';

/** The pages behind the token, or the way to one. */
export function App({ credentials }: { credentials: Credentials }) {
  const [token, setToken] = useState(credentials.token);
  const [collect, setCollect] = useState(credentials.collect);
  const [refused, setRefused] = useState(false);

  // A link with a token that is opened in this very tab changes the fragment alone and loads no page.
  useEffect(() => {
    const take = () => {
      if (window.location.hash === '') return;
      const taken = takeFromAddress(window.location, window.history, window.sessionStorage);
      setToken(taken.token);
      setCollect(taken.collect);
    };
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);

  const logOut = (wasRefused: boolean) => {
    forget(window.sessionStorage);
    setRefused(wasRefused);
    setToken(undefined);
  };

  if (token === undefined) {
    return (
      <Login
        refused={refused}
        logIn={(given) => {
          setRefused(!isToken(given));
          if (!isToken(given)) return;
          remember(given, window.sessionStorage);
          setToken(given);
        }}
      />
    );
  }
  return (
    <LoggedIn
      key={token}
      token={token}
      collect={collect}
      logOut={() => logOut(false)}
      refuse={() => logOut(true)}
    />
  );
}

function LoggedIn({
  token,
  collect,
  logOut,
  refuse,
}: {
  token: string;
  collect: string | undefined;
  logOut: () => void;
  refuse: () => void;
}) {
  const http = useMemo(() => createHttp('/api/v1', token), [token]);
  const [client] = useState(() => newClient(refuse));
  return (
    <QueryClientProvider client={client}>
      <HttpProvider value={http}>
        <Workbench collect={collect} logOut={logOut} />
      </HttpProvider>
    </QueryClientProvider>
  );
}

function newClient(refuse: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ProblemError && error.isUnauthorized) refuse();
      },
    }),
    defaultOptions: {
      queries: {
        // A passing failure is tried once more at once; after that the next poll tries.
        retry: (failures, error) => failures < 1 && error instanceof ProblemError && error.isPassing,
        retryDelay: 500,
        // The fetch wrapper tells whether the server can be reached; the browser's own guess is not asked.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}
