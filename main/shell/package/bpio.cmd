@echo off
"%~dp0resources\console\node.exe" "%~dp0resources\console\main\bpio.js" %*
