import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { ProblemError } from './api/problem';
import { takeFromAddress } from './login/token';
import './style.css';
import { Crash } from './view/Crash';

// Before anything is drawn: the token leaves the address at once.
const credentials = takeFromAddress(window.location, window.history, window.sessionStorage);

const root = document.getElementById('polku');
if (root !== null) {
  createRoot(root, {
    // What is shown as a problem is nothing to look into.
    onCaughtError: (error) => {
      if (!(error instanceof ProblemError)) reportError(error);
    },
  }).render(
    <StrictMode>
      <Crash>
        <App credentials={credentials} />
      </Crash>
    </StrictMode>,
  );
}
