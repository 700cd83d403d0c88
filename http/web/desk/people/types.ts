// What the server says of how people sign in, and of roles.

import type { Permission } from '../types';

export interface SecondFactorState {
  is_on: boolean;
  confirmed_at: number | null;
  recovery_left: number;
}

export interface FactorSecret {
  secret: string;
  address: string;
  svg: string;
}

export interface SessionLine {
  id: string;
  device: string;
  address: string;
  created_at: number;
  seen_at: number;
  is_this: boolean;
}

export interface SignInPolicy {
  second_factor: boolean;
  addresses: string;
  your_address: string;
}

export interface RoleLine {
  id: string;
  name: string;
  is_own: boolean;
  may: Permission[];
  holders: number;
}

export interface RolesAnswer {
  permissions: Permission[];
  roles: RoleLine[];
}
